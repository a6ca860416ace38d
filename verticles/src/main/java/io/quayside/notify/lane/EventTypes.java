package io.quayside.notify.lane;

import java.util.Collection;
import java.util.List;

/** The types that a consumer names: full ones, {@code <prefix>.*}, or {@code *} for all. */
public final class EventTypes {
  private static final String ALL = "*";
  private static final String WILDCARD = ".*";

  private EventTypes() {}

  /** Whether one of a consumer's types fits a type. */
  public static boolean matches(List<String> types, String type) {
    for (String wanted : types) {
      if (fits(wanted, type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a notice is named; {@code *} names none. */
  public static boolean namesNotice(List<String> types, String type) {
    return types.stream().anyMatch(wanted -> wanted.startsWith("quayside.") && fits(wanted, type));
  }

  /** Whether a text fits any known type. */
  public static boolean fitsAny(String wanted, Collection<String> known) {
    return known.stream().anyMatch(type -> fits(wanted, type));
  }

  private static boolean fits(String wanted, String type) {
    if (wanted.endsWith(WILDCARD)) {
      return type.startsWith(wanted.substring(0, wanted.length() - 1));
    }
    return wanted.equals(ALL) || wanted.equals(type);
  }
}
