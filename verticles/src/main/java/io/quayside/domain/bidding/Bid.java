package io.quayside.domain.bidding;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A standing bid or counter: a carrier's last one, not withdrawn.
 *
 * @param version the version of its event, which names it
 * @param transitHours 1 to 8,760
 * @param note 1 to 500 characters
 * @param counter whether it answers an offer
 */
public record Bid(
    String carrier,
    String amount,
    int version,
    Instant placedAt,
    @Nullable Integer transitHours,
    @Nullable String note,
    boolean counter) {
  /** The lower amount first; of equal amounts the bid that the log has first. */
  static final Comparator<Bid> ORDER =
      Comparator.comparing(Bid::amount, Amounts.ORDER).thenComparing(Bid::version);
}
