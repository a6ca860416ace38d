package io.quayside.domain.process;

import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.ExpireOffer;
import io.quayside.domain.bidding.BiddingCommand.FailTender;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.Offer;
import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.Tender.Candidate;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The rules that look for a carrier: those of the current tender, and those of the plan. */
final class TenderRules {
  private TenderRules() {}

  /** A rule about the current tender; does nothing where there is none. */
  static Rule.Finder ofCurrent(BiFunction<Situation, Tender, List<Due>> rule) {
    return s -> {
      Tender tender = s.currentTender();
      return tender == null ? List.of() : rule.apply(s, tender);
    };
  }

  static List<Due> undo(Situation s, Tender tender) {
    return s.status() == Status.CANCELLED
        ? List.of(end(tender, Cause.SHIPMENT_CANCELLED))
        : List.of();
  }

  static List<Due> giveWay(Situation s, Tender tender) {
    Offer award = tender.award();
    if (award != null && isAssigned(s, award)) {
      return List.of();
    }
    if (s.isAssignedByHandSince(tender.opening().version())) {
      return List.of(end(tender, Cause.CARRIER_ASSIGNED));
    }
    return s.isOpenToChange() ? List.of() : List.of(end(tender, Cause.SHIPMENT_RELEASED));
  }

  private static boolean isAssigned(Situation s, Offer award) {
    return s.carriage() != null && s.carriage().carrier().equals(award.carrier());
  }

  private static Due end(Tender tender, Cause cause) {
    return Due.now(
        Situation.subject(tender),
        tender.status() == TenderStatus.CONFIRMED
            ? new RevokeAward(tender.number(), cause, null)
            : new WithdrawTender(tender.number(), cause, null));
  }

  static List<Due> close(Situation s, Tender tender) {
    return tender.status() == TenderStatus.COLLECTING
        ? of(tender, tender.terms().closesAt(), new CloseTender(tender.number()))
        : List.of();
  }

  static List<Due> expire(Situation s, Tender tender) {
    Offer offer = tender.standingOffer();
    return offer == null
        ? List.of()
        : of(tender, offer.expiresAt(), new ExpireOffer(tender.number()));
  }

  static List<Due> offer(Situation s, Tender tender) {
    Candidate candidate = tender.nextByItself();
    return candidate == null
        ? List.of()
        : of(tender, null, new MakeOffer(tender.number(), candidate.carrier()));
  }

  static List<Due> fail(Situation s, Tender tender) {
    Instant awardBy = tender.awardBy();
    return awardBy == null
        ? List.of()
        : of(
            tender,
            tender.candidates().isEmpty() ? null : awardBy,
            new FailTender(tender.number()));
  }

  static List<Due> assign(Situation s, Tender tender) {
    Offer award = tender.award();
    if (award == null || !s.isOpenToChange()) {
      return List.of();
    }
    boolean assignedSince =
        s.carriage() != null && s.carriage().version() > tender.progress().acceptedVersion();
    return assignedSince || s.isAssignedByHandSince(tender.opening().version())
        ? List.of()
        : of(tender, null, new AssignCarrier(award.carrier(), award.vehicle()));
  }

  private static List<Due> of(Tender tender, @Nullable Instant at, Command command) {
    return List.of(new Due(Situation.subject(tender), at, command));
  }

  static List<Due> open(Situation s) {
    if (!s.lacksTender()) {
      return List.of();
    }
    List<PlannedTender> tenders = s.plannedBooking().plan().allTenders();
    List<Due> due = new ArrayList<>();
    for (int i = 0; i < tenders.size(); i++) {
      if (!s.isOpened(i)) {
        due.add(Due.now(Situation.planned("tenders", i), tenders.get(i).opening(i)));
      }
    }
    return due;
  }

  static List<Due> noCarrier(Situation s) {
    return lacksCarrier(s) && s.plannedBooking().plan().onNoCarrier() == Remedy.CANCEL
        ? List.of(Due.now(Holds.SHIPMENT, new CancelShipment("NO_CARRIER")))
        : List.of();
  }

  /** Whether all planned tenders were opened, and the shipment has no carrier. */
  static boolean lacksCarrier(Situation s) {
    List<PlannedTender> tenders = s.plannedBooking().plan().allTenders();
    if (tenders.isEmpty() || !s.lacksTender()) {
      return false;
    }
    for (int i = 0; i < tenders.size(); i++) {
      if (!s.isOpened(i) && !s.isSkipped(RuleName.OPEN, Situation.planned("tenders", i))) {
        return false;
      }
    }
    return true;
  }
}
