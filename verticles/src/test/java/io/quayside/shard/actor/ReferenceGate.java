package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.booking.BookingEvent.BookingStarted;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentationEvent;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.List;

/**
 * What the contexts of one shipment forbid to each other, told once more from its events alone.
 * Fails at an event that the gate should have kept away.
 */
final class ReferenceGate {
  private final ReferenceTenders tenders = new ReferenceTenders();
  private final ReferenceDocuments documents = new ReferenceDocuments();
  private final ReferenceProcess process = new ReferenceProcess(tenders, documents);
  private final ReferenceSteps steps = new ReferenceSteps(process, tenders);
  private Status status;
  private Instant time = Instant.EPOCH;
  private String carrier;
  private int assignedByHand;
  private boolean gone;

  /** The steps of the booking process that are due by a clock, which may be behind the stream. */
  List<String> due(Instant clock) {
    return process.due(clock.isBefore(time) ? time : clock);
  }

  /** Follows the next event that counts. */
  void follow(StoredEvent stored, boolean byProcess) {
    Event event = stored.event();
    assertThat(stored.recordedAt()).as("time never runs backwards").isAfterOrEqualTo(time);
    pass(stored);
    steps.check(stored, time, byProcess);
    switch (event) {
      case BiddingEvent bidding -> tenders.follow(bidding, stored.version());
      case DocumentationEvent documentation -> documents.follow(documentation, stored.version());
      case ShipmentEvent shipment -> {
        // The transitions of a shipment are the state machine's.
      }
      case BookingEvent booking -> {
        // Told by the reference of the process, below.
      }
      default -> throw new AssertionError("an event of no context: " + event);
    }
    if (!(event instanceof ShipmentEvent)) {
      assertThat(stored.status()).as("only a shipment's events move it").isEqualTo(status);
    }
    note(stored, byProcess);
    process.follow(stored, byProcess);
    status = stored.status();
    time = stored.recordedAt();
  }

  private void pass(StoredEvent stored) {
    switch (stored.event()) {
      case TenderOpened opened -> mayChangeCarrier(opened);
      case BookingStarted started -> mayChangeCarrier(started);
      case BidPlaced placed -> mayBid(placed);
      case OfferMade made -> mayBid(made);
      case OfferAccepted accepted -> mayBid(accepted);
      case OfferCountered countered -> mayBid(countered);
      case AwardGivenBack back ->
          assertThat(status)
              .as("%s", back)
              .isIn(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.RELEASED);
      case ShipmentReleased released -> {
        assertThat(gone).as("released without its carrier: %s", stored).isFalse();
        assertThat(documents.allowRelease()).as("released without documents: %s", stored).isTrue();
        assertThat(process.missing(DocumentGate.RELEASE)).as("planned: %s", stored).isEmpty();
      }
      case DocumentRequested requested ->
          assertThat(status).as("%s", requested).isNotIn(Status.CANCELLED, Status.LOST);
      default -> {
        // Facts and undoing pass.
      }
    }
  }

  private void mayChangeCarrier(Event event) {
    assertThat(status).as("%s", event).isIn(Status.BOOKED, Status.CARRIER_ASSIGNED);
  }

  private void mayBid(BiddingEvent event) {
    mayChangeCarrier(event);
    boolean decidedByHand = assignedByHand > tenders.openedVersion() && !gone;
    assertThat(decidedByHand).as("a carrier was assigned by hand: %s", event).isFalse();
  }

  private void note(StoredEvent stored, boolean byProcess) {
    switch (stored.event()) {
      case CarrierAssigned assigned -> {
        carrier = assigned.carrier();
        assignedByHand = byProcess ? 0 : stored.version();
        gone = false;
      }
      case AwardGivenBack back -> gone |= back.carrier().equals(carrier);
      case AwardRevoked revoked -> gone |= revoked.carrier().equals(carrier);
      default -> {
        // All others leave the carrier.
      }
    }
  }
}
