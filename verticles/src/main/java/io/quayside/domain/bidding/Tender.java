package io.quayside.domain.bidding;

import io.quayside.domain.bidding.Offer.Outcome;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tender's state.
 *
 * @param number counts the shipment's tenders from 1
 * @param planned the index in the booking's plan, or null
 * @param openedVersion the version of tender-opened
 * @param closedAt when bidding was closed; null before, and for a WATERFALL
 * @param evaluatingSince the time of the event that led to EVALUATING; null in other statuses
 * @param acceptedVersion the version of the last acceptance; 0 before the first
 * @param bids the standing bids and counters, in the order of the log
 * @param bidsOf how many bids and counters each bidder has placed, withdrawn ones too
 * @param cause why it is final; null before
 * @param reason the shipper's words for it, or null
 */
public record Tender(
    int number,
    Terms terms,
    @Nullable Integer planned,
    TenderStatus status,
    Instant openedAt,
    int openedVersion,
    @Nullable Instant closedAt,
    @Nullable Instant evaluatingSince,
    int acceptedVersion,
    List<Bid> bids,
    Map<String, Integer> bidsOf,
    List<Offer> offers,
    @Nullable Cause cause,
    @Nullable String reason) {

  /** A carrier that may be offered the load; {@code bid} is null at the list's rate. */
  public record Candidate(String carrier, String amount, @Nullable Integer bid, boolean counter) {}

  static Tender opened(
      int number, Terms terms, @Nullable Integer planned, int version, Instant at) {
    boolean spot = terms.kind() == TenderKind.SPOT;
    return new Tender(
        number,
        terms,
        planned,
        spot ? TenderStatus.COLLECTING : TenderStatus.EVALUATING,
        at,
        version,
        null,
        spot ? null : at,
        0,
        List.of(),
        Map.of(),
        List.of(),
        null,
        null);
  }

  /** Whether bids are not to be seen by anybody but their bidders. */
  public boolean isSealed() {
    return terms.kind() == TenderKind.SPOT && closedAt == null;
  }

  /** When the tender fails unless the shipper has made an offer; null but in EVALUATING. */
  public @Nullable Instant awardBy() {
    return evaluatingSince == null ? null : evaluatingSince.plusSeconds(terms.awardWithinSeconds());
  }

  /** Whether a carrier may bid, or was asked to carry. */
  public boolean isInvited(String carrier) {
    return switch (terms.kind()) {
      case SPOT -> terms.carriers() == null || terms.listed(carrier) != null;
      case WATERFALL -> offers.stream().anyMatch(offer -> offer.carrier().equals(carrier));
    };
  }

  /** A carrier's standing bid or counter, or null. */
  @Nullable Bid bid(String carrier) {
    for (Bid bid : bids) {
      if (bid.carrier().equals(carrier)) {
        return bid;
      }
    }
    return null;
  }

  /** All standing bids and counters in order. */
  public List<Bid> ranking() {
    return bids.stream().sorted(Bid.ORDER).toList();
  }

  /** The last offer to a carrier, or null. */
  @Nullable Offer offer(String carrier) {
    for (int i = offers.size() - 1; i >= 0; i--) {
      if (offers.get(i).carrier().equals(carrier)) {
        return offers.get(i);
      }
    }
    return null;
  }

  /** The offer that stands, or null. */
  public @Nullable Offer standingOffer() {
    return status == TenderStatus.OFFERED ? offers.getLast() : null;
  }

  /** The accepted offer in CONFIRMED, or null. */
  public @Nullable Offer award() {
    if (status == TenderStatus.CONFIRMED) {
      for (Offer offer : offers) {
        if (offer.outcome() == Outcome.ACCEPTED) {
          return offer;
        }
      }
    }
    return null;
  }

  /** The carriers that may be offered the load, in order; none but in EVALUATING. */
  public List<Candidate> candidates() {
    if (status != TenderStatus.EVALUATING) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    if (terms.kind() == TenderKind.WATERFALL && terms.carriers() != null) {
      for (Listed listed : terms.carriers()) {
        if (listed.amount() != null && offer(listed.carrier()) == null) {
          candidates.add(new Candidate(listed.carrier(), listed.amount(), null, false));
        }
      }
    }
    for (Bid bid : ranking()) {
      if (offers.stream().noneMatch(offer -> isFor(offer, bid))) {
        candidates.add(new Candidate(bid.carrier(), bid.amount(), bid.version(), bid.counter()));
      }
    }
    return candidates;
  }

  private static boolean isFor(Offer offer, Bid bid) {
    return offer.bid() != null && offer.bid() == bid.version();
  }

  /** The carrier that is offered the load without the shipper, or null. */
  public @Nullable Candidate nextByItself() {
    if (terms.offersByItself()) {
      for (Candidate candidate : candidates()) {
        if (!candidate.counter()) {
          return candidate;
        }
      }
    }
    return null;
  }

  // --- what follows an event ---

  Tender with(TenderStatus next, Instant at) {
    return new Tender(
        number,
        terms,
        planned,
        next,
        openedAt,
        openedVersion,
        closedAt,
        next == TenderStatus.EVALUATING ? at : null,
        acceptedVersion,
        bids,
        bidsOf,
        offers,
        cause,
        reason);
  }

  Tender closed(Instant at) {
    Tender after = with(TenderStatus.EVALUATING, at);
    return new Tender(
        number,
        terms,
        planned,
        after.status,
        openedAt,
        openedVersion,
        at,
        after.evaluatingSince,
        acceptedVersion,
        bids,
        bidsOf,
        offers,
        cause,
        reason);
  }

  /** With a carrier's new standing bid, which counts as one of its bids. */
  Tender withBid(Bid bid) {
    Map<String, Integer> counted = new TreeMap<>(bidsOf);
    counted.merge(bid.carrier(), 1, Integer::sum);
    List<Bid> standing = new ArrayList<>(withoutBid(bid.carrier()).bids);
    standing.add(bid);
    return withBids(standing, counted);
  }

  Tender withoutBid(String carrier) {
    return withBids(bids.stream().filter(bid -> !bid.carrier().equals(carrier)).toList(), bidsOf);
  }

  private Tender withBids(List<Bid> standing, Map<String, Integer> counted) {
    return new Tender(
        number,
        terms,
        planned,
        status,
        openedAt,
        openedVersion,
        closedAt,
        evaluatingSince,
        acceptedVersion,
        List.copyOf(standing),
        Map.copyOf(counted),
        offers,
        cause,
        reason);
  }

  Tender withOffer(Offer offer) {
    List<Offer> all = new ArrayList<>(offers);
    all.add(offer);
    return withOffers(all);
  }

  /** With an offer in the place of the one with the same number. */
  Tender replacing(Offer offer) {
    List<Offer> all = new ArrayList<>(offers);
    all.set(offer.offer() - 1, offer);
    return withOffers(all);
  }

  /** With the standing offer, or the award, revoked; unchanged where there is neither. */
  Tender withoutOffer() {
    Offer open = standingOffer() != null ? standingOffer() : award();
    return open == null ? this : replacing(open.ended(Outcome.REVOKED));
  }

  private Tender withOffers(List<Offer> all) {
    return new Tender(
        number,
        terms,
        planned,
        status,
        openedAt,
        openedVersion,
        closedAt,
        evaluatingSince,
        acceptedVersion,
        bids,
        bidsOf,
        List.copyOf(all),
        cause,
        reason);
  }

  Tender acceptedAt(int version) {
    return new Tender(
        number,
        terms,
        planned,
        status,
        openedAt,
        openedVersion,
        closedAt,
        evaluatingSince,
        version,
        bids,
        bidsOf,
        offers,
        cause,
        reason);
  }

  Tender ended(TenderStatus last, Cause why, @Nullable String words) {
    return new Tender(
        number,
        terms,
        planned,
        last,
        openedAt,
        openedVersion,
        closedAt,
        null,
        acceptedVersion,
        bids,
        bidsOf,
        offers,
        why,
        words);
  }
}
