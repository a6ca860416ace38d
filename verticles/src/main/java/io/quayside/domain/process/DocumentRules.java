package io.quayside.domain.process;

import io.quayside.domain.Status;
import io.quayside.domain.booking.BookingCommand.CompleteBooking;
import io.quayside.domain.booking.BookingCommand.EndCompensation;
import io.quayside.domain.booking.BookingCommand.RemindOfDocument;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rules of documents, and those that release, complete and undo a booking. */
final class DocumentRules {
  private DocumentRules() {}

  static List<Due> undoDocuments(Situation s) {
    return s.documentation().documents().reversed().stream()
        .filter(
            one ->
                one.status() != DocumentStatus.VOID && one.status() != DocumentStatus.SURRENDERED)
        .map(one -> voided(one, "SHIPMENT_CANCELLED"))
        .toList();
  }

  static List<Due> undoDone(Situation s) {
    return List.of(Due.now(Holds.SHIPMENT, new EndCompensation()));
  }

  static List<Due> replace(Situation s) {
    int changedAt = s.carriage() == null ? 0 : s.carriage().changedAt();
    return s.documentation().documents().stream()
        .filter(one -> one.subject().from() == Party.CARRIER)
        .filter(one -> isOfCarrier(one) && one.revisions().getLast().version() < changedAt)
        .map(one -> voided(one, "CARRIER_REPLACED"))
        .toList();
  }

  /** Whether what the document is now came of a submission. */
  private static boolean isOfCarrier(Document document) {
    return switch (document.status()) {
      case SUBMITTED, VERIFIED, REJECTED, ISSUED -> true;
      case REQUESTED, SURRENDERED, WAIVED, VOID -> false;
    };
  }

  private static Due voided(Document document, String reason) {
    return Due.now(Situation.subject(document), new VoidDocument(document.number(), reason));
  }

  static List<Due> request(Situation s) {
    boolean needed = s.isPickedUp() || (s.hasCarrier() && s.status() != Status.CANCELLED);
    if (!needed) {
      return List.of();
    }
    List<PlannedDocument> planned = s.plannedDocuments();
    List<Due> due = new ArrayList<>();
    for (int i = 0; i < planned.size(); i++) {
      if (!s.isThere(i, planned.get(i))) {
        due.add(Due.now(Situation.planned("documents", i), planned.get(i).request()));
      }
    }
    return due;
  }

  static List<Due> remind(Situation s) {
    BookingProgress booking = s.plannedBooking();
    List<Due> due = new ArrayList<>();
    for (Document document : s.documentation().documents()) {
      Instant dueAt = document.dueAt();
      if (dueAt != null
          && s.now().isBefore(dueAt)
          && booking.plan().remindBeforeSeconds() > 0
          && Situation.isWanting(document)
          && !booking.reminded().contains(document.number())) {
        due.add(
            new Due(
                Situation.subject(document),
                dueAt.minusSeconds(booking.plan().remindBeforeSeconds()),
                new RemindOfDocument(document.subject(), dueAt)));
      }
    }
    return due;
  }

  static List<Due> late(Situation s) {
    BookingProgress booking = s.plannedBooking();
    if (booking.plan().onLateDocument() != Remedy.CANCEL || !s.isOpenToChange()) {
      return List.of();
    }
    int grace = booking.plan().graceSeconds();
    Instant resumed = booking.resumedAt();
    List<Due> due = new ArrayList<>();
    for (Document document : s.unsatisfied(DocumentGate.RELEASE)) {
      Instant dueAt = document.dueAt();
      if (dueAt != null) {
        Instant from = resumed != null && resumed.isAfter(dueAt) ? resumed : dueAt;
        due.add(
            new Due(
                Situation.subject(document),
                from.plusSeconds(grace),
                new CancelShipment("DOCUMENT_LATE")));
      }
    }
    return due;
  }

  static List<Due> release(Situation s) {
    return s.plannedBooking().plan().autoRelease()
            && s.status() == Status.CARRIER_ASSIGNED
            && s.mayBeReleased()
        ? List.of(Due.now(Holds.SHIPMENT, new ReleaseShipment()))
        : List.of();
  }

  static List<Due> complete(Situation s) {
    return switch (s.status()) {
      case DELIVERED ->
          s.unsatisfied(DocumentGate.COMPLETION).isEmpty()
                  && s.plannedButMissing(DocumentGate.COMPLETION).isEmpty()
              ? completed(Outcome.DELIVERED)
              : List.of();
      case RETURNED -> completed(Outcome.RETURNED);
      case LOST -> completed(Outcome.LOST);
      default -> List.of();
    };
  }

  private static List<Due> completed(Outcome outcome) {
    return List.of(Due.now(Holds.SHIPMENT, new CompleteBooking(outcome)));
  }
}
