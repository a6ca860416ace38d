package io.quayside.domain.process;

import static io.quayside.domain.Status.BOOKED;
import static io.quayside.domain.Status.CANCELLED;
import static io.quayside.domain.Status.CARRIER_ASSIGNED;
import static io.quayside.domain.Status.DELIVERED;
import static io.quayside.domain.Status.LOST;
import static io.quayside.domain.Status.RELEASED;
import static io.quayside.domain.Status.RETURNED;

import io.quayside.domain.Status;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.Shipment;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a shipment that the rules of the booking process see.
 *
 * @param carriage the last assignment of a carrier, or null
 * @param booking null where the shipment has no booking
 * @param now the time, never before the stream's last event
 */
public record Situation(
    Shipment shipment,
    @Nullable Carriage carriage,
    Bidding bidding,
    Documentation documentation,
    @Nullable BookingProgress booking,
    Instant now) {
  /** The last assignment of a carrier, as the stream notes it. */
  public record Carriage(
      String carrier, int version, boolean byHand, int changedAt, boolean gone) {}

  private static final Set<Status> OPEN_TO_CHANGE = EnumSet.of(BOOKED, CARRIER_ASSIGNED);
  private static final Set<Status> BEFORE_PICK_UP =
      EnumSet.of(BOOKED, CARRIER_ASSIGNED, RELEASED, CANCELLED);
  private static final Set<Status> ENDED = EnumSet.of(DELIVERED, RETURNED, LOST);

  Status status() {
    return shipment.status();
  }

  /** Whether the carrier may change. */
  boolean isOpenToChange() {
    return OPEN_TO_CHANGE.contains(status());
  }

  /** Whether the shipment was picked up, whatever came of it. */
  boolean isPickedUp() {
    return !BEFORE_PICK_UP.contains(status());
  }

  boolean hasCarrier() {
    return carriage != null && !carriage.gone;
  }

  boolean isCarrierGone() {
    return carriage != null && carriage.gone;
  }

  boolean isAssignedByHandSince(int version) {
    return carriage != null && carriage.byHand && !carriage.gone && carriage.version > version;
  }

  /** The tender that is not final, or null. */
  @Nullable Tender currentTender() {
    return bidding.current();
  }

  /** Whether the shipment looks for a carrier, and no tender does. */
  boolean lacksTender() {
    return isOpenToChange() && !hasCarrier() && currentTender() == null;
  }

  /** The booking; only for rules of bookings. */
  BookingProgress plannedBooking() {
    return Objects.requireNonNull(booking, "the rule needs a booking");
  }

  boolean isSkipped(RuleName rule, String subject) {
    return booking != null && booking.isSkipped(rule, subject);
  }

  /** Whether a planned tender was opened since the plan's tenders were begun. */
  boolean isOpened(int planned) {
    int since = plannedBooking().tendersSince();
    return bidding.tenders().stream()
        .anyMatch(
            one ->
                one.opening().planned() != null
                    && one.opening().planned() == planned
                    && one.opening().version() > since);
  }

  /** The planned documents of a booking; none without one. */
  List<PlannedDocument> plannedDocuments() {
    return booking == null ? List.of() : booking.plan().documentsOf(shipment.booking());
  }

  /** The subject of a planned document or tender, as {@code plan.documents/0}. */
  static String planned(String list, int index) {
    return "plan." + list + '/' + index;
  }

  static String subject(Document document) {
    return "document/" + document.number();
  }

  static String subject(Tender tender) {
    return "tender/" + tender.number();
  }

  /** Whether a planned document is there: one like it is not void, or its request was skipped. */
  boolean isThere(int index, PlannedDocument planned) {
    return documentation.documents().stream().anyMatch(planned::isThereAs)
        || isSkipped(RuleName.REQUEST, planned("documents", index));
  }

  /** The planned documents with that gate that are not there. */
  public List<PlannedDocument> plannedButMissing(DocumentGate gate) {
    if (booking == null || booking.isFinal()) {
      return List.of();
    }
    List<PlannedDocument> planned = plannedDocuments();
    return IntStream.range(0, planned.size())
        .filter(i -> planned.get(i).requirement().gate() == gate)
        .filter(i -> !isThere(i, planned.get(i)))
        .mapToObj(planned::get)
        .toList();
  }

  /** The documents of a gate that are neither satisfied nor void. */
  List<Document> unsatisfied(DocumentGate gate) {
    return documentation.documents().stream()
        .filter(one -> one.subject().gate() == gate)
        .filter(Situation::isWanting)
        .toList();
  }

  /** Whether a document is neither satisfied nor void. */
  static boolean isWanting(Document document) {
    return document.status() != DocumentStatus.VOID && !document.isSatisfied();
  }

  /** Whether nothing forbids the release of a shipment that has a carrier. */
  boolean mayBeReleased() {
    return !isCarrierGone()
        && unsatisfied(DocumentGate.RELEASE).isEmpty()
        && plannedButMissing(DocumentGate.RELEASE).isEmpty();
  }

  /** The phase of the booking, or the one that a booking would have. */
  public Phase phase() {
    if (booking != null && booking.ended() != null) {
      return booking.ended().phase();
    }
    if (status() == CANCELLED) {
      return Phase.COMPENSATING;
    }
    if (isPickedUp()) {
      return ENDED.contains(status()) ? Phase.CLOSING : Phase.TRANSPORTING;
    }
    if (status() == RELEASED) {
      return Phase.RELEASED;
    }
    return hasCarrier() ? Phase.DOCUMENTING : Phase.TENDERING;
  }
}
