package io.quayside.domain.bidding;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of money: decimal texts above 0 with up to 12 digits before the point, and as many
 * decimals as the exponent of their currency (ISO 4217) when they are stored.
 */
public final class Amounts {
  /** The form of an amount in a request, whatever its currency is. */
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,4})?");

  /** Orders stored amounts of one currency. */
  static final Comparator<String> ORDER = Comparator.comparing(BigDecimal::new);

  static final String DESCRIPTION =
      "an amount above 0: up to 12 digits, with up to 4 decimals, as \"980.00\"";

  private Amounts() {}

  /** Whether a text has the form of an amount above 0. */
  static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches() && new BigDecimal(text).signum() > 0;
  }

  /** Whether a code is a currency of ISO 4217 that has an exponent; XAU and XXX have none. */
  static boolean isCurrency(String code) {
    return decimalsOrMinus(code) >= 0;
  }

  /** The decimals of a currency's amounts. */
  static int decimals(String currency) {
    return decimalsOrMinus(currency);
  }

  private static int decimalsOrMinus(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits();
    } catch (IllegalArgumentException unknown) {
      return -1;
    }
  }

  /**
   * A well-formed amount with exactly as many decimals as its currency has; null if it has more.
   */
  static @Nullable String inCurrency(String amount, String currency) {
    BigDecimal given = new BigDecimal(amount);
    int decimals = decimals(currency);
    return given.scale() > decimals ? null : given.setScale(decimals).toPlainString();
  }

  static boolean isAbove(String amount, String bound) {
    return ORDER.compare(amount, bound) > 0;
  }
}
