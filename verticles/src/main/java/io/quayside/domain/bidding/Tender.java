package io.quayside.domain.bidding;

import io.quayside.domain.bidding.Offer.Outcome;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tender's state.
 *
 * @param bids the standing bids and counters, in the order of the log
 * @param bidsOf how many bids and counters each bidder has placed, withdrawn ones too
 */
public record Tender(
    Opening opening,
    Progress progress,
    List<Bid> bids,
    Map<String, Integer> bidsOf,
    List<Offer> offers) {
  public Tender {
    bids = List.copyOf(bids);
    bidsOf = Map.copyOf(bidsOf);
    offers = List.copyOf(offers);
  }

  /**
   * What never changes.
   *
   * @param number counts the shipment's tenders from 1
   * @param planned the index in the booking's plan, or null
   * @param version the version of tender-opened
   */
  public record Opening(
      int number, Terms terms, @Nullable Integer planned, Instant at, int version) {}

  /**
   * How far the tender has come.
   *
   * @param closedAt when bidding was closed; null before, and for a WATERFALL
   * @param evaluatingSince the time of the event that led to EVALUATING; null in other statuses
   * @param acceptedVersion the version of the last acceptance; 0 before the first
   * @param cause why it is final; null before
   * @param reason the shipper's words for it, or null
   */
  public record Progress(
      TenderStatus status,
      @Nullable Instant closedAt,
      @Nullable Instant evaluatingSince,
      int acceptedVersion,
      @Nullable Cause cause,
      @Nullable String reason) {
    private Progress to(TenderStatus next, Instant at) {
      return new Progress(
          next,
          closedAt,
          next == TenderStatus.EVALUATING ? at : null,
          acceptedVersion,
          cause,
          reason);
    }
  }

  public int number() {
    return opening.number;
  }

  public Terms terms() {
    return opening.terms;
  }

  public TenderStatus status() {
    return progress.status;
  }

  /** A carrier that may be offered the load; {@code bid} is null at the list's rate. */
  public record Candidate(String carrier, String amount, @Nullable Integer bid, boolean counter) {}

  static Tender opened(Opening opening) {
    boolean spot = opening.terms.kind() == TenderKind.SPOT;
    TenderStatus status = spot ? TenderStatus.COLLECTING : TenderStatus.EVALUATING;
    Progress progress = new Progress(status, null, spot ? null : opening.at, 0, null, null);
    return new Tender(opening, progress, List.of(), Map.of(), List.of());
  }

  /** Whether bids are not to be seen by anybody but their bidders. */
  public boolean isSealed() {
    return terms().kind() == TenderKind.SPOT && progress.closedAt == null;
  }

  /** When the tender fails unless the shipper has made an offer; null but in EVALUATING. */
  public @Nullable Instant awardBy() {
    Instant since = progress.evaluatingSince;
    return since == null ? null : since.plusSeconds(terms().awardWithinSeconds());
  }

  /** Whether a carrier may bid, or was asked to carry. */
  public boolean isInvited(String carrier) {
    return switch (terms().kind()) {
      case SPOT -> terms().carriers() == null || terms().listed(carrier) != null;
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
    return status() == TenderStatus.OFFERED ? offers.getLast() : null;
  }

  /** The accepted offer in CONFIRMED, or null. */
  public @Nullable Offer award() {
    if (status() == TenderStatus.CONFIRMED) {
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
    if (status() != TenderStatus.EVALUATING) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    if (terms().kind() == TenderKind.WATERFALL && terms().carriers() != null) {
      for (Listed listed : terms().carriers()) {
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
    if (terms().offersByItself()) {
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
    return with(progress.to(next, at));
  }

  Tender closed(Instant at) {
    return with(
        new Progress(TenderStatus.EVALUATING, at, at, progress.acceptedVersion, null, null));
  }

  Tender acceptedAt(int version) {
    return with(new Progress(TenderStatus.CONFIRMED, progress.closedAt, null, version, null, null));
  }

  Tender ended(TenderStatus last, Cause why, @Nullable String words) {
    return with(new Progress(last, progress.closedAt, null, progress.acceptedVersion, why, words));
  }

  private Tender with(Progress next) {
    return new Tender(opening, next, bids, bidsOf, offers);
  }

  /** With a carrier's new standing bid, which counts as one of its bids. */
  Tender withBid(Bid bid) {
    Map<String, Integer> counted = new HashMap<>(bidsOf);
    counted.merge(bid.carrier(), 1, Integer::sum);
    List<Bid> standing = new ArrayList<>(withoutBid(bid.carrier()).bids);
    standing.add(bid);
    return new Tender(opening, progress, standing, counted, offers);
  }

  Tender withoutBid(String carrier) {
    List<Bid> standing = bids.stream().filter(bid -> !bid.carrier().equals(carrier)).toList();
    return new Tender(opening, progress, standing, bidsOf, offers);
  }

  Tender withOffer(Offer offer) {
    List<Offer> all = new ArrayList<>(offers);
    all.add(offer);
    return new Tender(opening, progress, bids, bidsOf, all);
  }

  /** With an offer in the place of the one with the same number. */
  Tender replacing(Offer offer) {
    List<Offer> all = new ArrayList<>(offers);
    all.set(offer.offer() - 1, offer);
    return new Tender(opening, progress, bids, bidsOf, all);
  }

  /** With the standing offer revoked; unchanged where none stands. */
  Tender withoutOffer() {
    Offer open = standingOffer();
    return open == null ? this : replacing(open.ended(Outcome.REVOKED));
  }
}
