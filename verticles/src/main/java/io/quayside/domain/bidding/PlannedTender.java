package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import org.jspecify.annotations.Nullable;

/**
 * A tender that a booking opens by itself.
 *
 * @param terms its terms, without {@code closesAt}
 * @param closesAfterSeconds how long bids are collected, 1 to 2,592,000; null for a WATERFALL
 */
public record PlannedTender(Terms terms, @Nullable Integer closesAfterSeconds) {
  private static final String CLOSES_AFTER = "closesAfterSeconds";
  private static final int MAX_CLOSES_AFTER = 2_592_000;

  /** The command that opens it as the tender at that index of the plan. */
  public OpenTender opening(int index) {
    return new OpenTender(terms, new OpenTender.Planned(index, closesAfterSeconds));
  }

  /** Reads a request, all of whose members are taken; offences are noted. */
  @SuppressWarnings("NullAway") // a value that offends is null until verify throws
  public static PlannedTender read(RequestFields fields) {
    Terms terms = TermsJson.readPlanned(fields);
    Integer closesAfter = null;
    // Which members there may be follows from the kind: without one none is judged.
    if (terms.kind() == TenderKind.SPOT || (terms.kind() == null && fields.has(CLOSES_AFTER))) {
      Long seconds = fields.integer(CLOSES_AFTER, 1, MAX_CLOSES_AFTER);
      closesAfter = seconds == null ? null : seconds.intValue();
    }
    fields.end();
    return new PlannedTender(terms, closesAfter);
  }

  /** Writes the members of an object that the caller has begun. */
  public void write(JsonWriter out) {
    TermsJson.write(out, terms);
    out.optional(CLOSES_AFTER, closesAfterSeconds);
  }

  /** Reads what {@link #write} wrote. */
  public static PlannedTender read(StoredFields fields) {
    PlannedTender planned =
        new PlannedTender(
            TermsJson.read(fields), fields.optionalInteger(CLOSES_AFTER, MAX_CLOSES_AFTER));
    fields.end();
    return planned;
  }
}
