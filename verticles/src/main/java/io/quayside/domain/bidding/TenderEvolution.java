package io.quayside.domain.bidding;

import static io.quayside.domain.bidding.TenderStatus.COLLECTING;
import static io.quayside.domain.bidding.TenderStatus.CONFIRMED;
import static io.quayside.domain.bidding.TenderStatus.EVALUATING;
import static io.quayside.domain.bidding.TenderStatus.OFFERED;

import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.Evaluated;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferDeclined;
import io.quayside.domain.bidding.BiddingEvent.OfferExpired;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.OfferRevoked;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import io.quayside.domain.bidding.Offer.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tenders after an event. */
final class TenderEvolution {
  private TenderEvolution() {}

  /**
   * The tenders after an event with that version.
   *
   * @throws IllegalStateException if the event cannot have come from this state
   */
  static Bidding evolve(Bidding bidding, BiddingEvent event, int version) {
    if (event instanceof TenderOpened opened) {
      require(bidding.current() == null && opened.tender() == bidding.tenders().size() + 1, event);
      return bidding.with(
          Tender.opened(
              new Tender.Opening(
                  opened.tender(),
                  opened.terms(),
                  opened.planned(),
                  opened.recordedAt(),
                  version)));
    }
    Tender tender = bidding.tender(event.tender());
    require(tender != null && !tender.status().isFinal(), event);
    Tender after = evolve(Objects.requireNonNull(tender), event, version);
    require(after.status() == event.tenderStatus(), event);
    return bidding.with(after);
  }

  private static Tender evolve(Tender tender, BiddingEvent event, int version) {
    return switch (event) {
      case TenderOpened opened -> throw impossible(event);
      case BidPlaced placed -> placed(tender, placed, version);
      case BidWithdrawn withdrawn -> withdrawn(tender, withdrawn);
      case TenderClosed closed -> {
        boolean ranked = closed.ranking().equals(Tenders.ranked(tender));
        require(tender.status() == COLLECTING && ranked, event);
        yield tender.closed(closed.recordedAt());
      }
      case OfferMade made -> made(tender, made);
      case OfferAccepted accepted -> {
        Offer offer = standing(tender, event, accepted.offer(), accepted.carrier());
        require(offer.amount().equals(accepted.amount()), event);
        yield tender
            .replacing(offer.accepted(accepted.vehicle(), accepted.condition(), accepted.note()))
            .acceptedAt(version);
      }
      case Evaluated evaluated -> evaluated(tender, evaluated, version);
      case AwardRevoked revoked -> {
        Offer award = award(tender, event, revoked.carrier(), revoked.amount());
        yield tender
            .replacing(award.ended(Outcome.REVOKED))
            .ended(TenderStatus.REVOKED, revoked.cause(), revoked.reason());
      }
      case TenderWithdrawn withdrawn -> {
        require(tender.status() != CONFIRMED, event);
        yield tender
            .withoutOffer()
            .ended(TenderStatus.WITHDRAWN, withdrawn.cause(), withdrawn.reason());
      }
      case TenderFailed failed -> {
        require(tender.status() == EVALUATING, event);
        yield tender.ended(TenderStatus.FAILED, failed.cause(), null);
      }
    };
  }

  private static Tender placed(Tender tender, BidPlaced placed, int version) {
    Bid former = tender.bid(placed.carrier());
    Integer replaced = former == null ? null : former.version();
    require(tender.status() == COLLECTING && Objects.equals(placed.replaces(), replaced), placed);
    return tender.withBid(
        new Bid(
            placed.carrier(),
            placed.amount(),
            version,
            placed.recordedAt(),
            placed.transitHours(),
            placed.note(),
            false));
  }

  private static Tender withdrawn(Tender tender, BidWithdrawn withdrawn) {
    Bid bid = tender.bid(withdrawn.carrier());
    require(bid != null && bid.version() == withdrawn.bid(), withdrawn);
    return tender.withoutBid(withdrawn.carrier());
  }

  private static Tender made(Tender tender, OfferMade made) {
    boolean candidate =
        tender.candidates().stream()
            .anyMatch(
                one ->
                    one.carrier().equals(made.carrier())
                        && one.amount().equals(made.amount())
                        && Objects.equals(one.bid(), made.bid()));
    require(candidate && made.offer() == tender.offers().size() + 1, made);
    return tender
        .withOffer(
            Offer.open(
                made.offer(),
                made.carrier(),
                made.amount(),
                made.bid(),
                made.recordedAt(),
                made.expiresAt()))
        .with(OFFERED, made.recordedAt());
  }

  private static Tender evaluated(Tender tender, Evaluated event, int version) {
    Tender after =
        switch (event) {
          case OfferDeclined declined ->
              tender.replacing(
                  standing(tender, event, declined.offer(), declined.carrier())
                      .refused(Outcome.DECLINED, declined.reasonCode(), declined.note()));
          case OfferCountered countered -> countered(tender, countered, version);
          case OfferExpired expired ->
              tender.replacing(
                  standing(tender, event, expired.offer(), expired.carrier())
                      .ended(Outcome.EXPIRED));
          case OfferRevoked revoked ->
              tender.replacing(
                  standing(tender, event, revoked.offer(), revoked.carrier())
                      .ended(Outcome.REVOKED));
          case AwardGivenBack back ->
              tender.replacing(
                  award(tender, event, back.carrier(), back.amount())
                      .refused(Outcome.GIVEN_BACK, back.reasonCode(), back.note()));
        };
    return after.with(EVALUATING, event.recordedAt());
  }

  private static Tender countered(Tender tender, OfferCountered event, int version) {
    Offer offer = standing(tender, event, event.offer(), event.carrier());
    Bid former = tender.bid(event.carrier());
    Integer replaced = former == null ? null : former.version();
    require(Objects.equals(event.replaces(), replaced), event);
    return tender
        .replacing(offer.refused(Outcome.COUNTERED, null, event.note()))
        .withBid(
            new Bid(
                event.carrier(),
                event.amount(),
                version,
                event.recordedAt(),
                null,
                event.note(),
                true));
  }

  private static Offer standing(Tender tender, BiddingEvent event, int number, String carrier) {
    Offer offer = tender.standingOffer();
    if (offer == null || offer.offer() != number || !offer.carrier().equals(carrier)) {
      throw impossible(event);
    }
    return offer;
  }

  private static Offer award(Tender tender, BiddingEvent event, String carrier, String amount) {
    Offer award = tender.award();
    if (award == null || !award.carrier().equals(carrier) || !award.amount().equals(amount)) {
      throw impossible(event);
    }
    return award;
  }

  private static void require(boolean possible, @Nullable BiddingEvent event) {
    if (!possible) {
      throw impossible(event);
    }
  }

  private static IllegalStateException impossible(@Nullable BiddingEvent event) {
    return new IllegalStateException("the tenders cannot have become " + event);
  }
}
