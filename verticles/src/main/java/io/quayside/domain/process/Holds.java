package io.quayside.domain.process;

import io.quayside.domain.Status;
import io.quayside.domain.booking.BookingCommand.Hold;
import io.quayside.domain.booking.BookingProgress.Held;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.DocumentType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The causes for which a person is needed. */
final class Holds {
  static final String SHIPMENT = "shipment";

  private Holds() {}

  /** The causes that are so, or will be so by time alone. */
  static List<Due> causes(Situation s) {
    List<Due> due = new ArrayList<>();
    if (TenderRules.lacksCarrier(s) && s.plannedBooking().plan().onNoCarrier() == Remedy.HOLD) {
      due.add(shipment(HoldCause.NO_CARRIER));
    }
    if (s.status() == Status.RELEASED && s.isCarrierGone()) {
      due.add(shipment(HoldCause.CARRIER_GONE));
    }
    List<Document> documents = s.documentation().documents();
    for (Document document : documents) {
      if (document.dueAt() != null && Situation.isWanting(document)) {
        due.add(of(HoldCause.DOCUMENT_OVERDUE, document, document.dueAt()));
      }
    }
    for (Document document : documents) {
      if (isMissing(s, document)) {
        due.add(of(HoldCause.DOCUMENT_MISSING, document, null));
      }
    }
    for (Document document : documents) {
      if (isMisdeliveryRisk(s, document)) {
        due.add(of(HoldCause.MISDELIVERY_RISK, document, null));
      }
    }
    return due;
  }

  /** The causes that are so or will be so, and for which the booking is not held. */
  static List<Due> news(Situation s) {
    return causes(s).stream()
        .filter(
            due ->
                due.command() instanceof Hold hold
                    && !s.plannedBooking().isHeld(hold.cause(), hold.document()))
        .toList();
  }

  /** The holds whose cause is still so. */
  static List<Held> left(Situation s) {
    List<Held> held = s.plannedBooking().held();
    if (held.isEmpty()) {
      return held;
    }
    List<Due> causes = causes(s);
    return held.stream()
        .filter(
            one ->
                causes.stream()
                    .anyMatch(
                        due ->
                            due.isDue(s.now())
                                && due.command() instanceof Hold hold
                                && one.isFor(hold.cause(), hold.document())))
        .toList();
  }

  private static boolean isMissing(Situation s, Document document) {
    boolean released = s.status() == Status.RELEASED || s.isPickedUp();
    return released
        && document.subject().gate() == DocumentGate.RELEASE
        && Situation.isWanting(document);
  }

  private static boolean isMisdeliveryRisk(Situation s, Document document) {
    return s.status() == Status.DELIVERED
        && document.subject().type() == DocumentType.BILL_OF_LADING
        && document.status() == DocumentStatus.ISSUED;
  }

  private static Due shipment(HoldCause cause) {
    return Due.now(SHIPMENT, new Hold(cause, null));
  }

  private static Due of(HoldCause cause, Document document, @Nullable Instant at) {
    return new Due(Situation.subject(document), at, new Hold(cause, document.number()));
  }
}
