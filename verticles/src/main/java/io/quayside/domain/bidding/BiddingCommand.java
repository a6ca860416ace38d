package io.quayside.domain.bidding;

import io.quayside.domain.Command;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of a shipment's tenders. {@code tender} counts a shipment's tenders from 1. */
public sealed interface BiddingCommand extends Command {
  /** {@code planned} is null unless the booking process opens the tender. */
  record OpenTender(Terms terms, @Nullable Planned planned) implements BiddingCommand {
    /**
     * The place of a tender in the booking's plan.
     *
     * @param closesAfterSeconds how long after its opening it closes; null for a WATERFALL. The
     *     time of the opening is not known before the command is decided.
     */
    public record Planned(int index, @Nullable Integer closesAfterSeconds) {}

    /** The terms of the tender that is opened at that time. */
    Terms termsAt(Instant now) {
      return planned == null || planned.closesAfterSeconds == null
          ? terms
          : terms.closingAt(now.plusSeconds(planned.closesAfterSeconds));
    }

    /** The index in the booking's plan, or null. */
    @Nullable Integer index() {
      return planned == null ? null : planned.index;
    }
  }

  /** A command to one tender. */
  sealed interface ToTender extends BiddingCommand {
    int tender();
  }

  /** {@code amount} as the carrier sent it: its decimals are judged with the tender's currency. */
  record PlaceBid(
      int tender,
      String carrier,
      String amount,
      @Nullable Integer transitHours,
      @Nullable String note)
      implements ToTender {}

  record WithdrawBid(int tender, String carrier) implements ToTender {}

  record CloseTender(int tender) implements ToTender {}

  record MakeOffer(int tender, String carrier) implements ToTender {}

  record RespondToOffer(int tender, String carrier, Response response) implements ToTender {}

  /** The booking process' alone: the time of an offer is over. */
  record ExpireOffer(int tender) implements ToTender {}

  record RevokeOffer(int tender, String carrier) implements ToTender {}

  record GiveBack(int tender, String carrier, DeclineReason reasonCode, @Nullable String note)
      implements ToTender {}

  /** {@code reason} is the shipper's; null with another cause. */
  record RevokeAward(int tender, Cause cause, @Nullable String reason) implements ToTender {}

  /** {@code reason} is the shipper's; null with another cause. */
  record WithdrawTender(int tender, Cause cause, @Nullable String reason) implements ToTender {}

  /** The booking process' alone: no carrier is left. */
  record FailTender(int tender) implements ToTender {}

  /** A carrier's response to an offer. */
  sealed interface Response {
    /** {@code condition} is a text for people: the acceptance counts. */
    record Accept(@Nullable String vehicle, @Nullable String condition, @Nullable String note)
        implements Response {}

    record Decline(@Nullable DeclineReason reasonCode, @Nullable String note) implements Response {}

    record Counter(String amount, @Nullable String note) implements Response {}
  }
}
