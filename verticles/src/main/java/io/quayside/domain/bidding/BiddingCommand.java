package io.quayside.domain.bidding;

import io.quayside.domain.Command;
import org.jspecify.annotations.Nullable;

/** What can be asked of a shipment's tenders. {@code tender} counts a shipment's tenders from 1. */
public sealed interface BiddingCommand extends Command {
  /** {@code planned} is the index in the booking's plan, if the booking process opens it. */
  record OpenTender(Terms terms, @Nullable Integer planned) implements BiddingCommand {}

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
