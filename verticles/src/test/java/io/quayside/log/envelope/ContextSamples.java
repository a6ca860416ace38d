package io.quayside.log.envelope;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Actor;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferDeclined;
import io.quayside.domain.bidding.BiddingEvent.OfferExpired;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.OfferRevoked;
import io.quayside.domain.bidding.BiddingEvent.Ranked;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.documentation.SurrenderPurpose;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** One event of each type of bidding and documentation, with all of its optional members. */
final class ContextSamples {
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final String COMMAND = "K7Q2M4X9C1B5N8V3";
  private static final Instant AT = Instant.parse("2026-03-02T08:15:30.125Z");
  private static final Instant LATER = Instant.parse("2026-03-03T12:00:00Z");
  private static final Subject INVOICE =
      new Subject(
          1, DocumentType.COMMERCIAL_INVOICE, null, Party.SHIPPER, true, DocumentGate.RELEASE);
  private static final Subject OTHER =
      new Subject(
          3, DocumentType.OTHER, "Fumigation certificate", Party.SHIPPER, false, DocumentGate.NONE);
  private static final Subject BILL_OF_LADING =
      new Subject(
          2, DocumentType.BILL_OF_LADING, null, Party.CARRIER, false, DocumentGate.COMPLETION);

  private ContextSamples() {}

  static Stream<StoredEvent> all() {
    return Stream.concat(Stream.concat(bidding(), documentation()), BookingSamples.all());
  }

  private static Stream<StoredEvent> bidding() {
    Terms terms =
        new Terms(
            TenderKind.SPOT,
            "EUR",
            List.of(new Listed("MAEU", null), new Listed("HLCU", null)),
            LATER,
            Award.LOWEST,
            3_600,
            86_400,
            "1500.00",
            "Tail lift",
            "Curtainsider");
    return Stream.of(
            new TenderOpened(1, terms, 0, AT),
            new BidPlaced(1, "HLCU", "980.00", 30, "Dry van", 4, AT),
            new BidWithdrawn(1, "MAEU", 3, TenderStatus.OFFERED, AT),
            new TenderClosed(
                1,
                true,
                List.of(new Ranked("HLCU", "980.00", 5), new Ranked("MAEU", "1010.00", 3)),
                AT),
            new OfferMade(1, 1, "HLCU", "980.00", 5, LATER, AT),
            new OfferAccepted(1, 1, "HLCU", "980.00", "HH-AB 12", "tail lift", "noted", AT),
            new OfferDeclined(1, 1, "HLCU", DeclineReason.NO_CAPACITY, "sorry", AT),
            new OfferCountered(1, 1, "HLCU", "1050.00", "fuel", 5, AT),
            new OfferExpired(1, 1, "HLCU", AT),
            new OfferRevoked(1, 1, "HLCU", AT),
            new AwardGivenBack(1, "HLCU", "980.00", DeclineReason.EQUIPMENT, "broke down", AT),
            new AwardRevoked(1, "HLCU", "980.00", Cause.SHIPPER, "rate withdrawn", AT),
            new TenderWithdrawn(1, Cause.SHIPPER, "booked elsewhere", AT),
            new TenderFailed(1, Cause.NO_BIDS, AT))
        .map(event -> stored(event, Status.BOOKED));
  }

  private static Stream<StoredEvent> documentation() {
    Content pdf = new Content("9f".repeat(32), 48_213, "application/pdf");
    return Stream.of(
            new DocumentRequested(OTHER, LATER, Actor.SHIPPER, AT),
            new DocumentSubmitted(
                INVOICE, 2, pdf, "invoice.pdf", "INV-0815", "WAVE", Actor.SHIPPER, AT),
            new DocumentVerified(INVOICE, 2, "fine", Actor.CARRIER, AT),
            new DocumentRejected(
                INVOICE, 2, RejectionReason.ILLEGIBLE, "page 2", Actor.OPERATOR, AT),
            new DocumentIssued(BILL_OF_LADING, 1, "HLCUHAM123", "WAVE", Actor.CARRIER, AT),
            new DocumentSurrendered(BILL_OF_LADING, SurrenderPurpose.DELIVERY, Actor.CARRIER, AT),
            new DocumentWaived(INVOICE, "known customer", Actor.SHIPPER, AT),
            new DocumentVoided(BILL_OF_LADING, "CARRIER_REPLACED", Actor.SAGA, AT))
        .map(event -> stored(event, Status.CARRIER_ASSIGNED));
  }

  static StoredEvent stored(Event event, Status status) {
    String type = Contexts.STANDARD.typeOf(event).name();
    return new StoredEvent(Principal.DEFAULT_TENANT, ID, 7, type, COMMAND, status, event);
  }
}
