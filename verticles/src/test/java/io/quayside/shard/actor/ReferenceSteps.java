package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.Actor;
import io.quayside.domain.Event;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.OfferExpired;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.booking.BookingEvent.BookingCompensated;
import io.quayside.domain.booking.BookingEvent.BookingCompleted;
import io.quayside.domain.booking.BookingEvent.BookingHeld;
import io.quayside.domain.booking.BookingEvent.DocumentReminded;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Holds each event that the booking process has caused against the reference of the process. */
final class ReferenceSteps {
  private static final String MARK = "-saga.";

  private final ReferenceProcess process;
  private final ReferenceTenders tenders;

  ReferenceSteps(ReferenceProcess process, ReferenceTenders tenders) {
    this.process = process;
    this.tenders = tenders;
  }

  /**
   * Checks an event before anything follows it.
   *
   * @param last the time of the event before it
   */
  void check(StoredEvent stored, Instant last, boolean byProcess) {
    if (!byProcess) {
      assertThat(stored.commandId()).as("%s", stored).doesNotContain(MARK);
      assertThat(isOfProcessAlone(stored.event())).as("only by the process: %s", stored).isFalse();
      return;
    }
    String rule = stored.commandId().substring(stored.commandId().indexOf(MARK) + MARK.length());
    assertThat(stored.commandId())
        .isEqualTo(CommandId.ofRule(stored.shipmentId(), stored.version() - 1, rule));
    List<String> before = process.due(last);
    List<String> now = process.due(stored.recordedAt());
    List<String> of = now.stream().filter(one -> one.startsWith(rule + " ")).toList();
    if (stored.event() instanceof DocumentReminded reminded
        && !stored.recordedAt().isBefore(reminded.dueAt())) {
      assertThat(last).as("evaluated in time: %s", stored).isBefore(reminded.dueAt());
      return;
    }
    assertThat(of).as("%s is due: %s", rule, stored).isNotEmpty();
    // Another subject of the rule may have come due since the step was chosen.
    String step =
        of.stream()
            .filter(one -> isThat(one.substring(rule.length() + 1), rule, stored.event()))
            .findFirst()
            .orElse(null);
    assertThat(step).as("one of %s does %s", of, stored).isNotNull();
    // The step was chosen between both times: what was due at the first comes before it.
    before.stream()
        .filter(now::contains)
        .findFirst()
        .ifPresent(
            first ->
                assertThat(now.indexOf(step))
                    .as("not before %s: %s", first, stored)
                    .isLessThanOrEqualTo(now.indexOf(first)));
  }

  private static boolean isOfProcessAlone(Event event) {
    return event instanceof OfferExpired
        || event instanceof TenderFailed
        || event instanceof BookingHeld
        || event instanceof DocumentReminded
        || event instanceof BookingCompensated
        || event instanceof BookingCompleted
        || (event instanceof TenderOpened opened && opened.planned() != null);
  }

  private boolean isThat(String subject, String rule, Event event) {
    return switch (rule) {
      case "undo-documents" -> isVoided(event, subject, "SHIPMENT_CANCELLED");
      case "replace" -> isVoided(event, subject, "CARRIER_REPLACED");
      case "undo-tender", "yield" -> isEndOf(event, subject);
      case "undo-done" -> event instanceof BookingCompensated;
      case "close" -> event instanceof TenderClosed one && !one.early() && isOf(one, subject);
      case "expire" -> event instanceof OfferExpired one && isOf(one, subject);
      case "offer" ->
          event instanceof OfferMade one && one.carrier().equals(tenders.nextByItself());
      case "fail" -> event instanceof TenderFailed one && isOf(one, subject);
      case "assign" ->
          event instanceof CarrierAssigned one && one.carrier().equals(tenders.awarded());
      case "open" -> event instanceof TenderOpened one && isPlanned(one, subject);
      case "no-carrier" -> isCancelled(event, "NO_CARRIER");
      case "late" -> isCancelled(event, "DOCUMENT_LATE");
      case "request" -> event instanceof DocumentRequested one && isPlanned(one, subject);
      case "hold" ->
          event instanceof BookingHeld one && ReferenceProcess.cause(one).equals(subject);
      case "remind" ->
          event instanceof DocumentReminded one && subject.equals("document/" + one.document());
      case "release" -> event instanceof ShipmentReleased;
      case "complete" -> event instanceof BookingCompleted;
      default -> throw new AssertionError("an event of no rule: " + rule);
    };
  }

  private static boolean isVoided(Event event, String subject, String reason) {
    return event instanceof DocumentVoided one
        && one.by() == Actor.SAGA
        && one.reason().equals(reason)
        && subject.equals("document/" + one.number());
  }

  private boolean isEndOf(Event event, String subject) {
    return switch (event) {
      case AwardRevoked one -> isOf(one, subject) && tenders.awarded() != null;
      case TenderWithdrawn one -> isOf(one, subject) && tenders.awarded() == null;
      default -> false;
    };
  }

  private static boolean isOf(BiddingEvent event, String subject) {
    return subject.equals("tender/" + event.tender());
  }

  private static boolean isCancelled(Event event, String reason) {
    return event instanceof ShipmentCancelled one && one.reason().equals(reason);
  }

  private boolean isPlanned(TenderOpened opened, String subject) {
    PlannedTender planned = process.plan.tenders().get(opened.planned());
    return subject.equals("plan.tenders/" + opened.planned())
        && planned.terms().kind() == opened.terms().kind()
        && isAfter(planned.closesAfterSeconds(), opened.terms().closesAt(), opened.recordedAt());
  }

  private boolean isPlanned(DocumentRequested requested, String subject) {
    PlannedDocument planned =
        process.planned.get(Integer.parseInt(subject.substring(subject.indexOf('/') + 1)));
    return requested.by() == Actor.SAGA
        && requested.subject().type() == planned.requirement().type()
        && requested.subject().from() == planned.requirement().from()
        && requested.subject().gate() == planned.requirement().gate()
        && isAfter(planned.dueAfterSeconds(), requested.dueAt(), requested.recordedAt());
  }

  /** Whether a time is that long after its event. */
  private static boolean isAfter(Integer seconds, Instant time, Instant recorded) {
    return Objects.equals(time, seconds == null ? null : recorded.plusSeconds(seconds));
  }
}
