package io.quayside.domain.bidding;

import static io.quayside.domain.bidding.TenderStatus.COLLECTING;
import static io.quayside.domain.bidding.TenderStatus.CONFIRMED;
import static io.quayside.domain.bidding.TenderStatus.EVALUATING;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.ExpireOffer;
import io.quayside.domain.bidding.BiddingCommand.FailTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.RevokeOffer;
import io.quayside.domain.bidding.BiddingCommand.ToTender;
import io.quayside.domain.bidding.BiddingCommand.WithdrawBid;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferDeclined;
import io.quayside.domain.bidding.BiddingEvent.OfferExpired;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.OfferRevoked;
import io.quayside.domain.bidding.BiddingEvent.Ranked;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import io.quayside.domain.bidding.Offer.Outcome;
import io.quayside.domain.bidding.Tender.Candidate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides the commands of the bidding context. */
final class Tenders {
  static final int MAX_TENDERS = 99;
  static final int MAX_BIDDERS = 200;
  static final int MAX_BIDS_OF_A_BIDDER = 20;

  private Tenders() {}

  static Decision decide(Bidding bidding, BiddingCommand command, Instant now) {
    return switch (command) {
      case OpenTender open -> open(bidding, open, now);
      case ToTender other -> {
        Tender tender = bidding.tender(other.tender());
        yield tender == null
            ? new Rejected(ProblemCode.TENDER_NOT_FOUND, "The shipment has no such tender")
            : decide(tender, other, now);
      }
    };
  }

  private static Decision open(Bidding bidding, OpenTender command, Instant now) {
    Tender current = bidding.current();
    if (current != null) {
      return new Rejected(
          ProblemCode.TENDER_IN_PROGRESS, "Tender " + current.number() + " is " + current.status());
    }
    if (bidding.tenders().size() >= MAX_TENDERS) {
      return limit("A shipment has at most " + MAX_TENDERS + " tenders");
    }
    Terms terms = command.termsAt(now);
    Instant closesAt = terms.closesAt();
    return closesAt != null && !now.isBefore(closesAt)
        ? late("closesAt has passed")
        : new Accepted(new TenderOpened(bidding.tenders().size() + 1, terms, command.index(), now));
  }

  private static Decision decide(Tender tender, ToTender command, Instant now) {
    return switch (command) {
      case PlaceBid bid -> place(tender, bid, now);
      case WithdrawBid bid -> withdraw(tender, bid, now);
      case CloseTender close ->
          tender.status() == COLLECTING ? accept(closing(tender, now)) : illegal(tender, command);
      case MakeOffer offer -> offer(tender, offer, now);
      case RespondToOffer response -> respond(tender, response, now);
      case ExpireOffer expire -> expire(tender, expire, now);
      case RevokeOffer revoke -> revoke(tender, revoke, now);
      case GiveBack back -> giveBack(tender, back, now);
      case RevokeAward revoke -> revokeAward(tender, revoke, now);
      case WithdrawTender withdrawal ->
          tender.status() == CONFIRMED || tender.status().isFinal()
              ? illegal(tender, command)
              : accept(
                  new TenderWithdrawn(
                      tender.number(), withdrawal.cause(), withdrawal.reason(), now));
      case FailTender fail -> fail(tender, fail, now);
    };
  }

  private static Decision place(Tender tender, PlaceBid command, Instant now) {
    Instant closesAt = tender.terms().closesAt();
    if (closesAt == null) {
      return illegal(tender, "a WATERFALL, which takes no bids", command);
    }
    if (!tender.isInvited(command.carrier())) {
      return new Rejected(
          ProblemCode.NOT_INVITED, command.carrier() + " is not invited to the tender");
    }
    if (!now.isBefore(closesAt)) {
      return late("closesAt has passed");
    }
    if (tender.status() != COLLECTING) {
      return illegal(tender, command);
    }
    return priced(
        tender,
        command.carrier(),
        command.amount(),
        amount ->
            new BidPlaced(
                tender.number(),
                command.carrier(),
                amount,
                command.transitHours(),
                command.note(),
                replaced(tender, command.carrier()),
                now));
  }

  /** What bids and counters share: their limits, the decimals and the ceiling. */
  private static Decision priced(Tender tender, String carrier, String given, Priced event) {
    Integer placed = tender.bidsOf().get(carrier);
    if (placed == null && tender.bidsOf().size() >= MAX_BIDDERS) {
      return limit("A tender has at most " + MAX_BIDDERS + " bidders");
    }
    if (placed != null && placed >= MAX_BIDS_OF_A_BIDDER) {
      return limit("A bidder places at most " + MAX_BIDS_OF_A_BIDDER + " bids in a tender");
    }
    String currency = tender.terms().currency();
    String amount = Amounts.inCurrency(given, currency);
    if (amount == null) {
      String detail =
          "must have at most %d decimals in %s".formatted(Amounts.decimals(currency), currency);
      return new Rejected(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "/amount " + detail + '.',
              List.of(Offence.at("/amount", detail))));
    }
    String ceiling = tender.terms().ceiling();
    return ceiling != null && Amounts.isAbove(amount, ceiling)
        ? new Rejected(ProblemCode.BID_TOO_HIGH, "The ceiling is " + ceiling + ' ' + currency)
        : accept(event.at(amount));
  }

  /** Makes the event of an amount. */
  @FunctionalInterface
  private interface Priced {
    BiddingEvent at(String amount);
  }

  private static @Nullable Integer replaced(Tender tender, String carrier) {
    Bid former = tender.bid(carrier);
    return former == null ? null : former.version();
  }

  private static Decision withdraw(Tender tender, WithdrawBid command, Instant now) {
    Bid bid = tender.bid(command.carrier());
    Offer standing = tender.standingOffer();
    boolean open =
        tender.status() == COLLECTING
            || tender.status() == EVALUATING
            || (standing != null && !standing.carrier().equals(command.carrier()));
    if (!open) {
      return illegal(tender, command);
    }
    return bid == null
        ? illegal(tender, "where " + command.carrier() + " has no standing bid", command)
        : accept(
            new BidWithdrawn(
                tender.number(), command.carrier(), bid.version(), tender.status(), now));
  }

  private static TenderClosed closing(Tender tender, Instant now) {
    Instant closesAt = tender.terms().closesAt();
    return new TenderClosed(
        tender.number(), closesAt != null && now.isBefore(closesAt), ranked(tender), now);
  }

  static List<Ranked> ranked(Tender tender) {
    return tender.ranking().stream()
        .map(bid -> new Ranked(bid.carrier(), bid.amount(), bid.version()))
        .toList();
  }

  private static Decision offer(Tender tender, MakeOffer command, Instant now) {
    if (tender.status() != EVALUATING) {
      return illegal(tender, command);
    }
    for (Candidate candidate : tender.candidates()) {
      if (candidate.carrier().equals(command.carrier())) {
        return accept(
            new OfferMade(
                tender.number(),
                tender.offers().size() + 1,
                candidate.carrier(),
                candidate.amount(),
                candidate.bid(),
                now.plusSeconds(tender.terms().respondWithinSeconds()),
                now));
      }
    }
    return illegal(
        tender,
        "where " + command.carrier() + " has no bid or rate that was not offered yet",
        command);
  }

  private static Decision respond(Tender tender, RespondToOffer command, Instant now) {
    Offer offer = tender.offer(command.carrier());
    if (offer == null || (offer.outcome() != Outcome.OPEN && offer.outcome() != Outcome.EXPIRED)) {
      return illegal(tender, "where " + command.carrier() + " has no offer to respond to", command);
    }
    if (offer.outcome() == Outcome.EXPIRED || !now.isBefore(offer.expiresAt())) {
      return late("The offer has expired");
    }
    return switch (command.response()) {
      case Accept accepted ->
          accept(
              new OfferAccepted(
                  tender.number(),
                  offer.offer(),
                  offer.carrier(),
                  offer.amount(),
                  accepted.vehicle(),
                  accepted.condition(),
                  accepted.note(),
                  now));
      case Decline declined ->
          accept(
              new OfferDeclined(
                  tender.number(),
                  offer.offer(),
                  offer.carrier(),
                  declined.reasonCode(),
                  declined.note(),
                  now));
      case Counter counter ->
          priced(
              tender,
              offer.carrier(),
              counter.amount(),
              amount ->
                  new OfferCountered(
                      tender.number(),
                      offer.offer(),
                      offer.carrier(),
                      amount,
                      counter.note(),
                      replaced(tender, offer.carrier()),
                      now));
    };
  }

  private static Decision expire(Tender tender, ExpireOffer command, Instant now) {
    Offer offer = tender.standingOffer();
    return offer == null || now.isBefore(offer.expiresAt())
        ? illegal(tender, command)
        : accept(new OfferExpired(tender.number(), offer.offer(), offer.carrier(), now));
  }

  private static Decision revoke(Tender tender, RevokeOffer command, Instant now) {
    Offer offer = tender.standingOffer();
    return offer == null || !offer.carrier().equals(command.carrier())
        ? illegal(tender, command)
        : accept(new OfferRevoked(tender.number(), offer.offer(), offer.carrier(), now));
  }

  private static Decision giveBack(Tender tender, GiveBack command, Instant now) {
    Offer award = tender.award();
    return award == null || !award.carrier().equals(command.carrier())
        ? illegal(tender, command)
        : accept(
            new AwardGivenBack(
                tender.number(),
                award.carrier(),
                award.amount(),
                command.reasonCode(),
                command.note(),
                now));
  }

  private static Decision revokeAward(Tender tender, RevokeAward command, Instant now) {
    Offer award = tender.award();
    return award == null
        ? illegal(tender, command)
        : accept(
            new AwardRevoked(
                tender.number(),
                award.carrier(),
                award.amount(),
                command.cause(),
                command.reason(),
                now));
  }

  private static Decision fail(Tender tender, FailTender command, Instant now) {
    Instant awardBy = tender.awardBy();
    if (awardBy == null) {
      return illegal(tender, command);
    }
    if (tender.candidates().isEmpty()) {
      Cause cause = tender.offers().isEmpty() ? Cause.NO_BIDS : Cause.ALL_DECLINED;
      return accept(new TenderFailed(tender.number(), cause, now));
    }
    return now.isBefore(awardBy)
        ? illegal(tender, command)
        : accept(new TenderFailed(tender.number(), Cause.NOT_AWARDED, now));
  }

  private static Decision accept(BiddingEvent event) {
    return new Accepted(event);
  }

  private static Rejected illegal(Tender tender, ToTender command) {
    return Rejected.byState("Tender " + tender.number() + " is " + tender.status(), command);
  }

  /** As above, where the status alone is no reason. */
  private static Rejected illegal(Tender tender, String reason, ToTender command) {
    return Rejected.byState(
        "Tender " + tender.number() + " is " + tender.status() + ", " + reason, command);
  }

  private static Rejected late(String detail) {
    return new Rejected(ProblemCode.TOO_LATE, detail);
  }

  private static Rejected limit(String detail) {
    return new Rejected(ProblemCode.LIMIT_REACHED, detail);
  }
}
