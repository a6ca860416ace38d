package io.quayside.domain.bidding;

import io.quayside.domain.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a shipment's tenders. Each event carries the tender's status after it. */
public sealed interface BiddingEvent extends Event {
  int tender();

  TenderStatus tenderStatus();

  @Override
  default int number() {
    return tender();
  }

  /** The carrier that the event is about, or null. */
  default @Nullable String carrier() {
    return null;
  }

  record TenderOpened(int tender, Terms terms, @Nullable Integer planned, Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return terms.kind() == TenderKind.SPOT ? TenderStatus.COLLECTING : TenderStatus.EVALUATING;
    }
  }

  /** {@code replaces} is the version of the carrier's former bid. */
  record BidPlaced(
      int tender,
      String carrier,
      String amount,
      @Nullable Integer transitHours,
      @Nullable String note,
      @Nullable Integer replaces,
      Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.COLLECTING;
    }
  }

  /** {@code bid} is the version of the bid that is withdrawn. */
  record BidWithdrawn(
      int tender, String carrier, int bid, TenderStatus tenderStatus, Instant recordedAt)
      implements BiddingEvent {}

  /** {@code early}: before {@code closesAt}; {@code ranking}: all standing bids in order. */
  record TenderClosed(int tender, boolean early, List<Ranked> ranking, Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.EVALUATING;
    }
  }

  /** A standing bid in its order. */
  record Ranked(String carrier, String amount, int bid) {}

  record OfferMade(
      int tender,
      int offer,
      String carrier,
      String amount,
      @Nullable Integer bid,
      Instant expiresAt,
      Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.OFFERED;
    }
  }

  record OfferAccepted(
      int tender,
      int offer,
      String carrier,
      String amount,
      @Nullable String vehicle,
      @Nullable String condition,
      @Nullable String note,
      Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.CONFIRMED;
    }
  }

  record OfferDeclined(
      int tender,
      int offer,
      String carrier,
      @Nullable DeclineReason reasonCode,
      @Nullable String note,
      Instant recordedAt)
      implements Evaluated {}

  /** {@code replaces} is the version of the carrier's former bid or counter. */
  record OfferCountered(
      int tender,
      int offer,
      String carrier,
      String amount,
      @Nullable String note,
      @Nullable Integer replaces,
      Instant recordedAt)
      implements Evaluated {}

  record OfferExpired(int tender, int offer, String carrier, Instant recordedAt)
      implements Evaluated {}

  record OfferRevoked(int tender, int offer, String carrier, Instant recordedAt)
      implements Evaluated {}

  record AwardGivenBack(
      int tender,
      String carrier,
      String amount,
      DeclineReason reasonCode,
      @Nullable String note,
      Instant recordedAt)
      implements Evaluated {
    @Override
    public String freedCarrier() {
      return carrier;
    }
  }

  record AwardRevoked(
      int tender,
      String carrier,
      String amount,
      Cause cause,
      @Nullable String reason,
      Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.REVOKED;
    }

    @Override
    public String freedCarrier() {
      return carrier;
    }
  }

  record TenderWithdrawn(int tender, Cause cause, @Nullable String reason, Instant recordedAt)
      implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.WITHDRAWN;
    }
  }

  record TenderFailed(int tender, Cause cause, Instant recordedAt) implements BiddingEvent {
    @Override
    public TenderStatus tenderStatus() {
      return TenderStatus.FAILED;
    }
  }

  /** Events after which the tender looks for another carrier. */
  sealed interface Evaluated extends BiddingEvent {
    @Override
    default TenderStatus tenderStatus() {
      return TenderStatus.EVALUATING;
    }
  }
}
