package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.BiddingEvent;
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
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tenders of one shipment, told once more from their events alone. Fails at an event that the
 * rules of bidding do not allow.
 */
final class ReferenceTenders {
  private static final int MAX_BIDS_OF_A_BIDDER = 20;

  /** What a tender waits for. */
  private enum Phase {
    BIDS,
    OFFER,
    RESPONSE,
    TRANSPORT,
    NOTHING
  }

  private record Standing(String amount, int version, boolean counter) {}

  private int last;
  private Phase phase = Phase.NOTHING;
  private int openedVersion;
  private Terms terms;
  private OfferMade offer;
  private final Map<String, Standing> standing = new HashMap<>();
  private final Map<String, Integer> bidsOf = new HashMap<>();
  private final Set<Integer> offeredBids = new HashSet<>();
  private final Set<String> offeredCarriers = new HashSet<>();
  private int offers;
  private Instant evaluatedSince;
  private int acceptedVersion;

  /** The number of the current tender, or 0. */
  int current() {
    return phase == Phase.NOTHING ? 0 : last;
  }

  /** The carrier that has accepted, or null. */
  String awarded() {
    return phase == Phase.TRANSPORT ? offer.carrier() : null;
  }

  /** The version of the last acceptance. */
  int acceptedVersion() {
    return acceptedVersion;
  }

  /** The rule of the tender's clock that applies at a time, or null. */
  String due(Instant now) {
    return switch (phase) {
      case BIDS -> now.isBefore(terms.closesAt()) ? null : "close";
      case RESPONSE -> now.isBefore(offer.expiresAt()) ? null : "expire";
      case OFFER -> {
        if (nextByItself() != null) {
          yield "offer";
        }
        Instant awardBy = evaluatedSince.plusSeconds(terms.awardWithinSeconds());
        yield hasCandidate() && now.isBefore(awardBy) ? null : "fail";
      }
      case TRANSPORT, NOTHING -> null;
    };
  }

  /** The carrier that is offered the load without the shipper, or null. */
  String nextByItself() {
    if (terms.closesAt() == null) {
      return terms.carriers().stream()
          .map(Listed::carrier)
          .filter(carrier -> !offeredCarriers.contains(carrier))
          .findFirst()
          .orElse(null);
    }
    return terms.award() == Award.MANUAL
        ? null
        : ranking().stream()
            .filter(bid -> !offeredBids.contains(bid.bid()))
            .filter(bid -> !standing.get(bid.carrier()).counter)
            .map(Ranked::carrier)
            .findFirst()
            .orElse(null);
  }

  private boolean hasCandidate() {
    return standing.values().stream().anyMatch(bid -> !offeredBids.contains(bid.version))
        || (terms.closesAt() == null && nextByItself() != null);
  }

  /** The version of the last tender-opened. */
  int openedVersion() {
    return openedVersion;
  }

  void follow(BiddingEvent event, int version) {
    Phase before = phase;
    fold(event, version);
    if (phase == Phase.OFFER && before != Phase.OFFER) {
      evaluatedSince = event.recordedAt();
    }
  }

  private void fold(BiddingEvent event, int version) {
    if (event instanceof TenderOpened opened) {
      open(opened, version);
      return;
    }
    assertThat(event.tender()).as("about the current tender: %s", event).isEqualTo(last);
    assertThat(phase).as("about a tender that is not final: %s", event).isNotEqualTo(Phase.NOTHING);
    switch (event) {
      case TenderOpened opened -> throw new AssertionError("handled above");
      case BidPlaced placed -> bid(placed, version);
      case BidWithdrawn withdrawn -> withdraw(withdrawn);
      case TenderClosed closed -> close(closed);
      case OfferMade made -> offer(made);
      case OfferAccepted accepted -> {
        accept(accepted);
        acceptedVersion = version;
      }
      case OfferDeclined declined -> end(declined, declined.offer(), declined.carrier());
      case OfferCountered countered -> counter(countered, version);
      case OfferExpired expired -> expire(expired);
      case OfferRevoked revoked -> end(revoked, revoked.offer(), revoked.carrier());
      case AwardGivenBack back -> {
        awarded(back.carrier(), back.amount());
        phase = Phase.OFFER;
      }
      case AwardRevoked revoked -> {
        awarded(revoked.carrier(), revoked.amount());
        phase = Phase.NOTHING;
      }
      case TenderWithdrawn withdrawn -> {
        assertThat(phase).as("an award is revoked instead").isNotEqualTo(Phase.TRANSPORT);
        phase = Phase.NOTHING;
      }
      case TenderFailed failed -> fail(failed);
    }
  }

  private void open(TenderOpened opened, int version) {
    assertThat(phase).as("at most one current tender: %s", opened).isEqualTo(Phase.NOTHING);
    assertThat(opened.tender()).as("one after another").isEqualTo(last + 1);
    last = opened.tender();
    terms = opened.terms();
    openedVersion = version;
    phase = terms.closesAt() == null ? Phase.OFFER : Phase.BIDS;
    standing.clear();
    bidsOf.clear();
    offeredBids.clear();
    offeredCarriers.clear();
    offers = 0;
    if (terms.closesAt() != null) {
      assertThat(opened.recordedAt()).as("%s", opened).isBefore(terms.closesAt());
    }
  }

  private void bid(BidPlaced placed, int version) {
    assertThat(phase).as("%s", placed).isEqualTo(Phase.BIDS);
    assertThat(placed.recordedAt()).as("before closesAt: %s", placed).isBefore(terms.closesAt());
    if (terms.carriers() != null) {
      assertThat(terms.carriers())
          .as("invited")
          .extracting(Listed::carrier)
          .contains(placed.carrier());
    }
    priced(placed.carrier(), placed.amount(), placed.replaces());
    standing.put(placed.carrier(), new Standing(placed.amount(), version, false));
  }

  private void priced(String carrier, String amount, Integer replaces) {
    assertThat(amount).as("as many decimals as euros have").matches("[0-9]+\\.[0-9]{2}");
    if (terms.ceiling() != null) {
      assertThat(new BigDecimal(amount)).isLessThanOrEqualTo(new BigDecimal(terms.ceiling()));
    }
    Standing former = standing.get(carrier);
    assertThat(replaces).as("the bid before").isEqualTo(former == null ? null : former.version);
    assertThat(bidsOf.merge(carrier, 1, Integer::sum))
        .as("bids of %s", carrier)
        .isLessThanOrEqualTo(MAX_BIDS_OF_A_BIDDER);
  }

  private void withdraw(BidWithdrawn withdrawn) {
    Standing former = standing.remove(withdrawn.carrier());
    assertThat(former).as("a standing bid: %s", withdrawn).isNotNull();
    assertThat(withdrawn.bid()).isEqualTo(former.version);
    assertThat(phase).isIn(Phase.BIDS, Phase.OFFER, Phase.RESPONSE);
    if (phase == Phase.RESPONSE) {
      assertThat(withdrawn.carrier()).as("offered to another").isNotEqualTo(offer.carrier());
    }
  }

  private void close(TenderClosed closed) {
    assertThat(phase).as("%s", closed).isEqualTo(Phase.BIDS);
    assertThat(closed.early()).isEqualTo(closed.recordedAt().isBefore(terms.closesAt()));
    assertThat(closed.ranking()).as("all standing bids in order").isEqualTo(ranking());
    phase = Phase.OFFER;
  }

  private List<Ranked> ranking() {
    List<Ranked> all = new ArrayList<>();
    standing.forEach((carrier, bid) -> all.add(new Ranked(carrier, bid.amount, bid.version)));
    all.sort(
        Comparator.<Ranked, BigDecimal>comparing(bid -> new BigDecimal(bid.amount()))
            .thenComparing(Ranked::bid));
    return all;
  }

  private void offer(OfferMade made) {
    assertThat(phase).as("at most one offer stands: %s", made).isEqualTo(Phase.OFFER);
    assertThat(made.offer()).as("one after another").isEqualTo(++offers);
    assertThat(made.expiresAt())
        .isEqualTo(made.recordedAt().plusSeconds(terms.respondWithinSeconds()));
    if (made.bid() == null) {
      assertThat(terms.carriers())
          .as("at the list's rate: %s", made)
          .contains(new Listed(made.carrier(), made.amount()));
      assertThat(offeredCarriers).as("once").doesNotContain(made.carrier());
    } else {
      Standing bid = standing.get(made.carrier());
      assertThat(bid).as("a standing bid: %s", made).isNotNull();
      assertThat(bid.version).isEqualTo(made.bid());
      assertThat(bid.amount).isEqualTo(made.amount());
      assertThat(offeredBids.add(made.bid())).as("once for each bid: %s", made).isTrue();
    }
    offeredCarriers.add(made.carrier());
    offer = made;
    phase = Phase.RESPONSE;
  }

  private void accept(OfferAccepted accepted) {
    responded(accepted, accepted.offer(), accepted.carrier());
    assertThat(accepted.amount()).as("at its offer's amount").isEqualTo(offer.amount());
    phase = Phase.TRANSPORT;
  }

  private void counter(OfferCountered countered, int version) {
    end(countered, countered.offer(), countered.carrier());
    priced(countered.carrier(), countered.amount(), countered.replaces());
    standing.put(countered.carrier(), new Standing(countered.amount(), version, true));
  }

  private void expire(OfferExpired expired) {
    assertThat(phase).isEqualTo(Phase.RESPONSE);
    assertThat(expired.offer()).isEqualTo(offer.offer());
    assertThat(expired.recordedAt()).isAfterOrEqualTo(offer.expiresAt());
    phase = Phase.OFFER;
  }

  /** The offer ended otherwise than by its acceptance; a revocation may come late. */
  private void end(BiddingEvent event, int number, String carrier) {
    if (event instanceof OfferRevoked) {
      assertThat(phase).as("%s", event).isEqualTo(Phase.RESPONSE);
      assertThat(number).isEqualTo(offer.offer());
    } else {
      responded(event, number, carrier);
    }
    phase = Phase.OFFER;
  }

  private void responded(BiddingEvent event, int number, String carrier) {
    assertThat(phase).as("a standing offer: %s", event).isEqualTo(Phase.RESPONSE);
    assertThat(number).isEqualTo(offer.offer());
    assertThat(carrier).isEqualTo(offer.carrier());
    assertThat(event.recordedAt()).as("in time: %s", event).isBefore(offer.expiresAt());
  }

  private void awarded(String carrier, String amount) {
    assertThat(phase).as("a carrier has accepted").isEqualTo(Phase.TRANSPORT);
    assertThat(carrier).isEqualTo(offer.carrier());
    assertThat(amount).isEqualTo(offer.amount());
  }

  private void fail(TenderFailed failed) {
    assertThat(phase).as("%s", failed).isEqualTo(Phase.OFFER);
    if (failed.cause() == Cause.NO_BIDS) {
      assertThat(offers).as("never offered").isZero();
    }
    phase = Phase.NOTHING;
  }
}
