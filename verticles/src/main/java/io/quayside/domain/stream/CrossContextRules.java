package io.quayside.domain.stream;

import static io.quayside.domain.Status.BOOKED;
import static io.quayside.domain.Status.CANCELLED;
import static io.quayside.domain.Status.CARRIER_ASSIGNED;
import static io.quayside.domain.Status.LOST;
import static io.quayside.domain.Status.RELEASED;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.BiddingCommand.ToTender;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.booking.BookingCommand.StartBooking;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The gate of Quayside: what one context's state forbids to a command of another. */
final class CrossContextRules implements Gate {
  private static final Set<Status> CARRIER_MAY_CHANGE = EnumSet.of(BOOKED, CARRIER_ASSIGNED);
  private static final Set<Status> CARRIER_MAY_GIVE_BACK =
      EnumSet.of(BOOKED, CARRIER_ASSIGNED, RELEASED);
  private static final Set<Status> ENDED_WITHOUT_GOODS = EnumSet.of(CANCELLED, LOST);

  @Override
  public Optional<Rejected> check(ShipmentStream stream, Command command) {
    return switch (command) {
      case OpenTender open -> statusIn(stream, CARRIER_MAY_CHANGE, open);
      case StartBooking start -> statusIn(stream, CARRIER_MAY_CHANGE, start);
      case PlaceBid bid -> biddingIsOpen(stream, bid);
      case MakeOffer offer -> biddingIsOpen(stream, offer);
      case RespondToOffer response ->
          response.response() instanceof Decline
              ? Optional.empty()
              : biddingIsOpen(stream, response);
      case GiveBack back -> statusIn(stream, CARRIER_MAY_GIVE_BACK, back);
      case ReleaseShipment release -> mayBeReleased(stream, release);
      case RequestDocument request ->
          ENDED_WITHOUT_GOODS.contains(stream.status())
              ? illegal(stream, "", request)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Rejected> statusIn(
      ShipmentStream stream, Set<Status> allowed, Command command) {
    return allowed.contains(stream.status()) ? Optional.empty() : illegal(stream, "", command);
  }

  private static Optional<Rejected> biddingIsOpen(ShipmentStream stream, ToTender command) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    Tender tender = bidding == null ? null : bidding.tender(command.tender());
    if (tender != null && stream.isAssignedByHandSince(tender.opening().version())) {
      return illegal(stream, ", its carrier assigned by hand since the tender was opened", command);
    }
    return statusIn(stream, CARRIER_MAY_CHANGE, command);
  }

  private static Optional<Rejected> mayBeReleased(ShipmentStream stream, ReleaseShipment command) {
    Assignment assignment = stream.assignment();
    if (assignment != null && assignment.gone()) {
      return illegal(stream, ", but its carrier is gone and no other is assigned", command);
    }
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    List<Document> missing = documentation == null ? List.of() : documentation.missingForRelease();
    List<PlannedDocument> planned =
        StreamProcess.situation(stream, stream.updatedAt()).plannedButMissing(DocumentGate.RELEASE);
    return missing.isEmpty() && planned.isEmpty()
        ? Optional.empty()
        : Optional.of(missing(missing, planned));
  }

  private static Rejected missing(List<Document> missing, List<PlannedDocument> planned) {
    int count = missing.size() + planned.size();
    JsonWriter out = new JsonWriter(128 * count).beginArray();
    for (Document document : missing) {
      out.beginObject()
          .field("document", document.number())
          .field("type", document.subject().type().name())
          .optional("name", document.subject().name())
          .field("documentStatus", document.status().name())
          .endObject();
    }
    for (PlannedDocument document : planned) {
      out.beginObject()
          .field("type", document.requirement().type().name())
          .optional("name", document.requirement().name())
          .field("documentStatus", "PLANNED")
          .endObject();
    }
    String documents = out.endArray().toText();
    return new Rejected(
        new Problem(
            ProblemCode.DOCUMENTS_MISSING,
            count == 1
                ? "A document that the release waits for is not satisfied"
                : count + " documents that the release waits for are not satisfied",
            List.of(),
            new Problem.Extension("documents", documents)));
  }

  /** {@code reason} follows the status; empty where that is the reason. */
  private static Optional<Rejected> illegal(ShipmentStream stream, String reason, Command command) {
    return Optional.of(Rejected.byState("The shipment is " + stream.status() + reason, command));
  }
}
