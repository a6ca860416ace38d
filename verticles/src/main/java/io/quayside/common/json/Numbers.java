package io.quayside.common.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** JSON numbers by their exact value, whatever their spelling. */
public final class Numbers {
  private static final int MAX_LONG_DIGITS = 19;

  private Numbers() {}

  static boolean hasFraction(Number number) {
    return number instanceof BigDecimal decimal && decimal.stripTrailingZeros().scale() > 0;
  }

  /** The whole number from {@code min} to {@code max} that a JSON value is, or null. */
  public static @Nullable Long whole(@Nullable Object value, long min, long max) {
    if (!(value instanceof Number number) || hasFraction(number)) {
      return null;
    }
    Long whole = toLong(number);
    return whole != null && whole >= min && whole <= max ? whole : null;
  }

  /** Null if the value is no long. Counts digits first, so that 1e999999 is never expanded. */
  static @Nullable Long toLong(Number number) {
    return switch (number) {
      case Long integer -> integer;
      case BigDecimal decimal when decimal.signum() == 0 -> 0L;
      case BigDecimal decimal
          when (long) decimal.precision() - decimal.scale() <= MAX_LONG_DIGITS ->
          toLong(decimal.toBigInteger());
      case BigInteger integer when integer.bitLength() < Long.SIZE -> integer.longValue();
      default -> null;
    };
  }

  /** A bound in plain decimal notation. */
  static String shown(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
