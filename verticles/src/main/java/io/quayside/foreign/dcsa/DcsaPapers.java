package io.quayside.foreign.dcsa;

import io.quayside.common.identity.Role;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.Command;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.Offer;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.documentation.Revision;
import io.quayside.domain.documentation.SurrenderPurpose;
import io.quayside.domain.stream.Contexts;
import io.quayside.foreign.Situation;
import io.quayside.foreign.Translation;
import io.quayside.foreign.Translation.Unclear;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events about transport documents and bookings: commands of documentation and bidding. */
final class DcsaPapers {
  private static final String TRANSPORT_DOCUMENT = "TRD";
  private static final Set<String> OF_DOCUMENT =
      Set.of("DRFT", "RECE", "ISSU", "SURR", "SUDL", "SUAM", "VOID", "APPR", "REJE");
  private static final Set<String> OF_BOOKING = Set.of("CONF", "REJE", "DECL", "CANC");
  private static final int MAX_REFERENCE = 64;
  private static final String VOIDED_BY = "DCSA VOID";

  private DcsaPapers() {}

  static boolean isOne(DcsaEvent event) {
    String code = String.valueOf(event.code());
    return "SHIPMENT".equals(event.type())
        && ((TRANSPORT_DOCUMENT.equals(event.documentType()) && OF_DOCUMENT.contains(code))
            || ("BKG".equals(event.documentType()) && OF_BOOKING.contains(code)));
  }

  static Translation translate(DcsaEvent event, Situation situation) {
    boolean ofDocument = TRANSPORT_DOCUMENT.equals(event.documentType());
    String reference = event.documentReference();
    if (ofDocument
        && reference != null
        && !reference.isEmpty()
        && !RequestFields.isText(reference, MAX_REFERENCE)) {
      return new Unclear("The reference is longer than 64 characters, or no text");
    }
    Command command = ofDocument ? ofDocument(event, situation) : ofBooking(event, situation);
    if (command == null) {
      return Translation.NOTHING;
    }
    Unclear note = carriesNote(command) ? event.unclearNote() : null;
    return note == null ? Translation.of(command) : note;
  }

  private static boolean carriesNote(Command command) {
    return command instanceof RespondToOffer
        || command instanceof GiveBack
        || command instanceof RejectDocument;
  }

  private static @Nullable Command ofDocument(DcsaEvent event, Situation situation) {
    String reference = event.documentReference();
    if (reference == null || reference.isEmpty()) {
      return null;
    }
    Document document = document(situation, reference);
    if (document == null) {
      return null;
    }
    int number = document.number();
    boolean newer = event.isVersion3();
    return switch (String.valueOf(event.code())) {
      case "DRFT", "RECE" -> new SubmitDocument(number, null, null, reference, null, null);
      case "ISSU" -> new IssueDocument(number, document.revision(), reference, null);
      case "SURR" -> newer ? null : new SurrenderDocument(number, SurrenderPurpose.DELIVERY);
      case "SUDL" -> newer ? new SurrenderDocument(number, SurrenderPurpose.DELIVERY) : null;
      case "SUAM" -> newer ? new SurrenderDocument(number, SurrenderPurpose.AMENDMENT) : null;
      case "VOID" -> newer ? null : new VoidDocument(number, VOIDED_BY);
      default -> verdict(event, situation, document);
    };
  }

  /** Four eyes: a carrier's own event is no verdict on what it has submitted. */
  private static @Nullable Command verdict(
      DcsaEvent event, Situation situation, Document document) {
    if (situation.caller().role() != Role.OPERATOR) {
      return null;
    }
    return "APPR".equals(event.code())
        ? new VerifyDocument(document.number(), document.revision(), null)
        : new RejectDocument(
            document.number(), document.revision(), RejectionReason.OTHER, event.note());
  }

  /** The assigned carrier's transport document of a reference, else the one that has none yet. */
  private static @Nullable Document document(Situation situation, String reference) {
    Documentation documentation = situation.stream().slice(Contexts.DOCUMENTATION);
    Document free = null;
    if (documentation != null) {
      for (Document document : documentation.documents()) {
        DocumentType type = document.subject().type();
        if (document.subject().from() == Party.CARRIER
            && (type == DocumentType.BILL_OF_LADING || type == DocumentType.SEA_WAYBILL)) {
          String own = reference(document);
          if (reference.equals(own)) {
            return document;
          }
          boolean open =
              document.status() != DocumentStatus.VOID
                  && document.status() != DocumentStatus.WAIVED;
          if (own == null && free == null && open) {
            free = document;
          }
        }
      }
    }
    return free;
  }

  /** The reference of a document, or null. */
  static @Nullable String reference(Document document) {
    if (document.issued() != null) {
      return document.issued().reference();
    }
    return reference(document, document.revision());
  }

  /** The reference of a revision, which is that of the one before where it has none; or null. */
  static @Nullable String reference(Document document, int revision) {
    String reference = null;
    for (Revision one : document.revisions().subList(0, revision)) {
      reference = one.reference() == null ? reference : one.reference();
    }
    return reference;
  }

  private static @Nullable Command ofBooking(DcsaEvent event, Situation situation) {
    Bidding bidding = situation.stream().slice(Contexts.BIDDING);
    Tender tender = bidding == null ? null : bidding.current();
    Offer offer = tender == null || tender.offers().isEmpty() ? null : tender.offers().getLast();
    if (tender == null || offer == null || !mayActFor(situation, offer.carrier())) {
      return null;
    }
    String carrier = offer.carrier();
    boolean offered =
        tender.status() == TenderStatus.OFFERED && offer.outcome() == Offer.Outcome.OPEN;
    return switch (String.valueOf(event.code())) {
      case "CONF" ->
          offered
              ? new RespondToOffer(
                  tender.number(), carrier, new Response.Accept(null, null, event.note()))
              : null;
      case "REJE" -> offered ? declined(tender, carrier, event) : null;
      case "DECL" -> offered && event.isVersion3() ? declined(tender, carrier, event) : null;
      default ->
          tender.status() == TenderStatus.CONFIRMED && event.isVersion3()
              ? new GiveBack(tender.number(), carrier, DeclineReason.OTHER, event.note())
              : null;
    };
  }

  private static Command declined(Tender tender, String carrier, DcsaEvent event) {
    return new RespondToOffer(
        tender.number(), carrier, new Response.Decline(DeclineReason.OTHER, event.note()));
  }

  private static boolean mayActFor(Situation situation, String carrier) {
    return situation.caller().role() == Role.OPERATOR || situation.caller().isCarrier(carrier);
  }
}
