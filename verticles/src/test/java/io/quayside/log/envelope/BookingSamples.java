package io.quayside.log.envelope;

import io.quayside.domain.Status;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.booking.BookingEvent.BookingCompensated;
import io.quayside.domain.booking.BookingEvent.BookingCompleted;
import io.quayside.domain.booking.BookingEvent.BookingHeld;
import io.quayside.domain.booking.BookingEvent.BookingPaused;
import io.quayside.domain.booking.BookingEvent.BookingResumed;
import io.quayside.domain.booking.BookingEvent.BookingRetried;
import io.quayside.domain.booking.BookingEvent.BookingStarted;
import io.quayside.domain.booking.BookingEvent.BookingStuck;
import io.quayside.domain.booking.BookingEvent.DocumentReminded;
import io.quayside.domain.booking.BookingEvent.StepSkipped;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.booking.Plan;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** One event of each type of booking, with all of its optional members. */
final class BookingSamples {
  private static final Instant AT = Instant.parse("2026-03-02T08:15:30.125Z");
  private static final Instant LATER = Instant.parse("2026-03-03T12:00:00Z");

  private static final PlannedTender SPOT =
      new PlannedTender(
          new Terms(
              TenderKind.SPOT,
              "EUR",
              List.of(new Listed("MAEU", null), new Listed("HLCU", null)),
              null,
              Award.LOWEST,
              3_600,
              86_400,
              "1500.00",
              null,
              null),
          7_200);
  private static final PlannedTender WATERFALL =
      new PlannedTender(
          new Terms(
              TenderKind.WATERFALL,
              "EUR",
              List.of(new Listed("CMDU", "1100.00")),
              null,
              null,
              1_800,
              86_400,
              null,
              "Tail lift",
              "Curtainsider"),
          null);
  private static final PlannedDocument INVOICE =
      new PlannedDocument(
          new Requirement(
              DocumentType.COMMERCIAL_INVOICE,
              null,
              Party.SHIPPER,
              true,
              DocumentGate.RELEASE,
              null),
          172_800);
  private static final PlannedDocument OTHER =
      new PlannedDocument(
          new Requirement(
              DocumentType.OTHER,
              "Fumigation certificate",
              Party.SHIPPER,
              false,
              DocumentGate.NONE,
              null),
          null);
  private static final Plan PLAN =
      new Plan(
          List.of(SPOT, WATERFALL),
          true,
          List.of(INVOICE, OTHER),
          true,
          86_400,
          172_800,
          Remedy.CANCEL,
          Remedy.HOLD,
          Plan.RULES);

  private BookingSamples() {}

  static Stream<StoredEvent> all() {
    Stream<StoredEvent> booked =
        Stream.of(
                new BookingStarted(PLAN, Phase.TENDERING, AT),
                new BookingRetried(Phase.TENDERING, AT),
                new BookingPaused("strike in the port", Phase.TENDERING, AT),
                new BookingResumed(Phase.TENDERING, AT))
            .map(event -> ContextSamples.stored(event, Status.BOOKED));
    Stream<StoredEvent> assigned =
        Stream.of(
                new DocumentReminded(
                    3,
                    DocumentType.OTHER,
                    "Fumigation certificate",
                    Party.SHIPPER,
                    true,
                    LATER,
                    Phase.DOCUMENTING,
                    AT),
                new BookingHeld(HoldCause.DOCUMENT_OVERDUE, 2, Phase.DOCUMENTING, AT),
                new BookingStuck(
                    RuleName.REQUEST,
                    "plan.documents/0",
                    "limit-reached",
                    "200 documents are not void",
                    Phase.DOCUMENTING,
                    AT),
                new StepSkipped(
                    RuleName.REQUEST, "plan.documents/0", "not needed", Phase.DOCUMENTING, AT))
            .map(event -> ContextSamples.stored(event, Status.CARRIER_ASSIGNED));
    return Stream.concat(
        Stream.concat(booked, assigned),
        Stream.of(
            ContextSamples.stored(new BookingCompensated(AT), Status.CANCELLED),
            ContextSamples.stored(new BookingCompleted(Outcome.DELIVERED, AT), Status.DELIVERED)));
  }
}
