package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.Event;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingCommand;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.ToTender;
import io.quayside.domain.bidding.BiddingCommand.WithdrawBid;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferDeclined;
import io.quayside.domain.bidding.Offer;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.booking.BookingCommand;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.documentation.DocumentationCommand;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.ToDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.documentation.DocumentationEvent;
import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;

/** Says once more, in other words than the contexts, who may do and see what. */
final class ReferenceRights {
  private ReferenceRights() {}

  /** Whether a caller had the right to what an event says, by the state before it. */
  static boolean mayHaveCaused(Principal principal, ShipmentStream before, StoredEvent stored) {
    if (!stored.tenant().equals(principal.tenant())) {
      return false;
    }
    if (stored.event() instanceof ShipmentEvent.ShipmentBooked booked) {
      return ships(principal, booked.booking().shipper());
    }
    return isOperator(principal) || mayHaveCaused(principal, before, stored.event());
  }

  private static boolean mayHaveCaused(Principal principal, ShipmentStream before, Event event) {
    boolean ships = ships(principal, before);
    boolean carries = carries(principal, before.shipment());
    return switch (event) {
      case ShipmentEvent.MilestoneRecorded milestone -> carries;
      case ShipmentEvent ofShipper -> ships;
      case BidPlaced bid -> isFor(principal, bid.carrier());
      case BidWithdrawn bid -> isFor(principal, bid.carrier());
      case OfferAccepted offer -> isFor(principal, offer.carrier());
      case OfferDeclined offer -> isFor(principal, offer.carrier());
      case OfferCountered offer -> isFor(principal, offer.carrier());
      case AwardGivenBack award -> isFor(principal, award.carrier());
      case BiddingEvent ofShipper -> ships;
      case DocumentRequested requested -> ships;
      case DocumentWaived waived -> ships;
      case DocumentIssued issued -> carries && isSeen(issued);
      case DocumentSurrendered surrendered -> carries && isSeen(surrendered);
      case DocumentSubmitted submitted -> isOfCarrier(submitted) ? carries : ships;
      case DocumentVerified verified -> mayJudge(ships, carries, verified);
      case DocumentRejected rejected -> mayJudge(ships, carries, rejected);
      case BookingEvent ofShipper -> ships;
      case DocumentVoided voided -> ships || (isOfCarrier(voided) && carries);
      default -> throw new AssertionError("an event of no context: " + event);
    };
  }

  private static boolean isOfCarrier(DocumentationEvent event) {
    return event.subject().from() == Party.CARRIER;
  }

  private static boolean isSeen(DocumentationEvent event) {
    return isOfCarrier(event) || event.subject().shared();
  }

  private static boolean mayJudge(boolean ships, boolean carries, DocumentationEvent event) {
    return isOfCarrier(event) ? ships : carries && event.subject().shared();
  }

  /** Whether a principal may send a command, before the context of a document has its say. */
  static boolean mayCommand(Principal principal, ShipmentStream before, Command command) {
    if (command instanceof ShipmentCommand.BookShipment book) {
      return (before.version() == 0 || isTenants(principal, before))
          && ships(principal, book.booking().shipper());
    }
    if (!isTenants(principal, before)) {
      return false;
    }
    return isOperator(principal)
        || switch (command) {
          case ShipmentCommand shipment -> mayCommand(principal, before, shipment);
          case BiddingCommand bidding -> mayCommand(principal, before, bidding);
          case DocumentationCommand document -> mayCommand(principal, before, document);
          case BookingCommand booking -> !(booking instanceof SkipStep) && ships(principal, before);
          default -> throw new AssertionError("a command of no context: " + command);
        };
  }

  private static boolean mayCommand(
      Principal principal, ShipmentStream before, ShipmentCommand command) {
    return command instanceof ShipmentCommand.RecordMilestone
        ? carries(principal, before.shipment())
        : ships(principal, before);
  }

  private static boolean mayCommand(
      Principal principal, ShipmentStream before, BiddingCommand command) {
    return switch (command) {
      case PlaceBid bid -> mayRespond(principal, before, bid.tender(), bid.carrier());
      case WithdrawBid bid -> mayRespond(principal, before, bid.tender(), bid.carrier());
      case RespondToOffer one -> mayRespond(principal, before, one.tender(), one.carrier());
      case GiveBack one -> mayRespond(principal, before, one.tender(), one.carrier());
      default -> ships(principal, before);
    };
  }

  /** For itself, if it may read the shipment or the tender. */
  private static boolean mayRespond(
      Principal principal, ShipmentStream before, int tender, String carrier) {
    return isFor(principal, carrier)
        && (mayRead(principal, before) || mayReadTender(principal, before, tender));
  }

  /** Whether a principal may know of the shipment, or of the tender that a command is for. */
  static boolean knows(Principal principal, ShipmentStream stream, Command command) {
    return mayRead(principal, stream)
        || (isTenants(principal, stream)
            && command instanceof ToTender one
            && mayReadTender(principal, stream, one.tender()));
  }

  /**
   * What a principal is told that knows of a shipment and may not send the command: documents are
   * there only for the carrier that is assigned.
   */
  static ProblemCode refusalToReader(Principal principal, Command command) {
    return principal.role() == Role.CARRIER
            && command instanceof ToDocument
            && !(command instanceof WaiveDocument)
        ? ProblemCode.DOCUMENT_NOT_FOUND
        : ProblemCode.FORBIDDEN;
  }

  private static boolean mayReadTender(Principal principal, ShipmentStream stream, int number) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    Tender tender = bidding == null ? null : bidding.tender(number);
    return tender != null && isInvited(principal, tender);
  }

  private static boolean mayCommand(
      Principal principal, ShipmentStream before, DocumentationCommand command) {
    boolean carries = carries(principal, before.shipment());
    return switch (command) {
      case RequestDocument request -> ships(principal, before);
      case WaiveDocument waive -> ships(principal, before);
      case IssueDocument issue -> carries;
      case SurrenderDocument surrender -> carries;
      default -> carries || ships(principal, before);
    };
  }

  static boolean mayRead(Principal principal, ShipmentStream stream) {
    return isTenants(principal, stream)
        && (ships(principal, stream)
            || principal.role() == Role.SERVICE
            || carries(principal, stream.shipment())
            || mayReadByTender(principal, stream));
  }

  /** While a tender looks for a carrier, those invited; then the one that has accepted. */
  private static boolean mayReadByTender(Principal principal, ShipmentStream stream) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    if (principal.role() != Role.CARRIER || bidding == null) {
      return false;
    }
    Tender last = bidding.tenders().getLast();
    return switch (last.status()) {
      case COLLECTING, EVALUATING, OFFERED -> isInvited(principal, last);
      case CONFIRMED ->
          last.offers().stream()
              .filter(offer -> offer.outcome() == Offer.Outcome.ACCEPTED)
              .anyMatch(offer -> isFor(principal, offer.carrier()));
      case FAILED, WITHDRAWN, REVOKED -> false;
    };
  }

  private static boolean isInvited(Principal principal, Tender tender) {
    if (tender.terms().kind() == TenderKind.WATERFALL) {
      return tender.offers().stream().anyMatch(offer -> isFor(principal, offer.carrier()));
    }
    return principal.role() == Role.CARRIER
        && (tender.terms().carriers() == null
            || tender.terms().carriers().stream()
                .anyMatch(listed -> isFor(principal, listed.carrier())));
  }

  static boolean mayReport(Principal principal, ShipmentStream stream) {
    return isTenants(principal, stream)
        && (isOperator(principal) || carries(principal, stream.shipment()));
  }

  private static boolean isTenants(Principal principal, ShipmentStream stream) {
    return stream.version() > 0 && stream.tenant().equals(principal.tenant());
  }

  private static boolean ships(Principal principal, ShipmentStream before) {
    return ships(principal, before.shipment().booking().shipper());
  }

  private static boolean ships(Principal principal, String shipper) {
    return isOperator(principal)
        || (principal.role() == Role.SHIPPER && principal.shippers().contains(shipper));
  }

  private static boolean carries(Principal principal, Shipment shipment) {
    return shipment.carrier() != null && isFor(principal, shipment.carrier());
  }

  private static boolean isFor(Principal principal, String carrier) {
    return principal.role() == Role.CARRIER && principal.carriers().contains(carrier);
  }

  private static boolean isOperator(Principal principal) {
    return principal.role() == Role.OPERATOR;
  }
}
