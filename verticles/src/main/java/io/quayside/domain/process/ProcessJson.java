package io.quayside.domain.process;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.bidding.Offer;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.booking.BookingJson;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.PlanJson;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.process.Next.Wait;
import java.time.Instant;

/** Where a booking stands, as queries show it. */
public final class ProcessJson {
  private ProcessJson() {}

  /** Writes the member {@code next} if the process waits for a time. */
  public static void writeNext(JsonWriter out, Next next) {
    if (next instanceof Wait wait) {
      out.beginObject("next")
          .field("rule", wait.rule().word())
          .field("subject", wait.subject())
          .field("at", wait.until())
          .endObject();
    }
  }

  /**
   * Writes the members of a booking from {@code phase} on, into an object that was begun.
   *
   * @param next what the process is expected to do next
   */
  public static void write(JsonWriter out, Situation s, Next next, Instant updatedAt) {
    BookingProgress booking = s.plannedBooking();
    out.field("phase", s.phase().name())
        .field("startedAt", booking.startedAt())
        .field("updatedAt", updatedAt);
    PlanJson.write(out.beginObject("plan"), booking.plan());
    out.endObject().beginArray("waitingFor");
    if (!booking.isFinal() && !(next instanceof Next.Act)) {
      writeWaitingFor(out, s, booking);
    }
    out.endArray();
    writeNext(out, next);
    BookingJson.writeConcerns(out, booking);
    if (booking.ended() != null) {
      out.optional("outcome", booking.ended().outcome());
    }
  }

  private static void writeWaitingFor(JsonWriter out, Situation s, BookingProgress booking) {
    Tender tender = s.currentTender();
    if (tender != null) {
      write(out, tender);
    } else if (s.lacksTender()) {
      out.beginObject().field("what", "CARRIER").endObject();
    }
    switch (s.phase()) {
      case DOCUMENTING -> {
        s.unsatisfied(DocumentGate.RELEASE).forEach(document -> write(out, document));
        if (s.mayBeReleased() && !booking.plan().autoRelease()) {
          out.beginObject().field("what", "RELEASE").endObject();
        }
      }
      case CLOSING ->
          s.unsatisfied(DocumentGate.COMPLETION).forEach(document -> write(out, document));
      case RELEASED -> out.beginObject().field("what", "PICK_UP").endObject();
      case TRANSPORTING -> out.beginObject().field("what", "DELIVERY").endObject();
      case TENDERING, COMPENSATING, COMPENSATED, COMPLETED -> {}
    }
  }

  private static void write(JsonWriter out, Tender tender) {
    Offer offer = tender.standingOffer();
    if (tender.status() == TenderStatus.COLLECTING) {
      out.beginObject()
          .field("what", "BIDS")
          .field("tender", tender.number())
          .optional("until", tender.terms().closesAt())
          .endObject();
    } else if (offer != null) {
      out.beginObject()
          .field("what", "ANSWER")
          .field("tender", tender.number())
          .field("carrier", offer.carrier())
          .field("until", offer.expiresAt())
          .endObject();
    } else if (tender.status() == TenderStatus.EVALUATING) {
      out.beginObject()
          .field("what", "AWARD")
          .field("tender", tender.number())
          .optional("until", tender.awardBy())
          .endObject();
    }
  }

  private static void write(JsonWriter out, Document document) {
    out.beginObject()
        .field("what", "DOCUMENT")
        .field("document", document.number())
        .field("type", document.subject().type().name())
        .field("party", party(document))
        .optional("until", document.dueAt())
        .endObject();
  }

  /** Who acts next on a document that is not satisfied. */
  private static String party(Document document) {
    Party from = document.subject().from();
    return switch (document.status()) {
      case REQUESTED, REJECTED -> from.name();
      case SUBMITTED -> {
        if (from == Party.CARRIER) {
          yield Party.SHIPPER.name();
        }
        yield document.subject().shared() ? Party.CARRIER.name() : "OPERATOR";
      }
      case VERIFIED, ISSUED, SURRENDERED, WAIVED, VOID -> Party.CARRIER.name();
    };
  }
}
