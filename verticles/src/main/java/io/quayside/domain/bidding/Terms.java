package io.quayside.domain.bidding;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tender asks for. Amounts have the decimals of the currency.
 *
 * @param currency a code of ISO 4217 that has an exponent
 * @param carriers the listed carriers in order, each once; null: every carrier of the tenant (SPOT)
 * @param closesAt the end of bidding; null for WATERFALL
 * @param award null for WATERFALL
 * @param respondWithinSeconds how long an offer stands, 1 to 604,800
 * @param awardWithinSeconds how long the tender waits for the shipper's offer, 1 to 2,592,000
 * @param ceiling the highest amount that is taken
 * @param note 1 to 500 characters
 * @param equipment 1 to 64 characters
 */
public record Terms(
    TenderKind kind,
    String currency,
    @Nullable List<Listed> carriers,
    @Nullable Instant closesAt,
    @Nullable Award award,
    int respondWithinSeconds,
    int awardWithinSeconds,
    @Nullable String ceiling,
    @Nullable String note,
    @Nullable String equipment) {

  /** A listed carrier (SCAC); {@code amount} is its rate in a WATERFALL, else null. */
  public record Listed(String carrier, @Nullable String amount) {}

  /** The terms with the end of bidding. */
  Terms closingAt(Instant time) {
    return new Terms(
        kind,
        currency,
        carriers,
        time,
        award,
        respondWithinSeconds,
        awardWithinSeconds,
        ceiling,
        note,
        equipment);
  }

  /** The listed carrier of that SCAC, or null. */
  @Nullable Listed listed(String carrier) {
    if (carriers != null) {
      for (Listed listed : carriers) {
        if (listed.carrier().equals(carrier)) {
          return listed;
        }
      }
    }
    return null;
  }

  /** Whether offers are made without the shipper. */
  public boolean offersByItself() {
    return kind == TenderKind.WATERFALL || award == Award.LOWEST;
  }
}
