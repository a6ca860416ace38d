package io.quayside.domain.bidding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An offer of the load to a carrier.
 *
 * @param offer counts the offers of a tender from 1
 * @param bid the version of the bid or counter that it takes up; null: the list's rate
 */
public record Offer(
    int offer,
    String carrier,
    String amount,
    @Nullable Integer bid,
    Instant madeAt,
    Instant expiresAt,
    Outcome outcome,
    @Nullable DeclineReason reasonCode,
    @Nullable String note,
    @Nullable String condition,
    @Nullable String vehicle) {

  /** What became of an offer. It is OPEN until the event of its end is recorded. */
  public enum Outcome {
    OPEN,
    ACCEPTED,
    DECLINED,
    COUNTERED,
    EXPIRED,
    /** The offer or the award was revoked, or the tender withdrawn. */
    REVOKED,
    GIVEN_BACK
  }

  static Offer open(
      int offer,
      String carrier,
      String amount,
      @Nullable Integer bid,
      Instant madeAt,
      Instant expiresAt) {
    return new Offer(
        offer, carrier, amount, bid, madeAt, expiresAt, Outcome.OPEN, null, null, null, null);
  }

  Offer ended(Outcome ended) {
    return new Offer(
        offer,
        carrier,
        amount,
        bid,
        madeAt,
        expiresAt,
        ended,
        reasonCode,
        note,
        condition,
        vehicle);
  }

  Offer accepted(@Nullable String byVehicle, @Nullable String onCondition, @Nullable String said) {
    return new Offer(
        offer,
        carrier,
        amount,
        bid,
        madeAt,
        expiresAt,
        Outcome.ACCEPTED,
        null,
        said,
        onCondition,
        byVehicle);
  }

  Offer refused(Outcome how, @Nullable DeclineReason why, @Nullable String said) {
    return new Offer(
        offer, carrier, amount, bid, madeAt, expiresAt, how, why, said, condition, vehicle);
  }
}
