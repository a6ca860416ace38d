package io.quayside.notify.webhook;

import java.util.Collection;
import java.util.List;

/** The types that a webhook names: full ones, {@code <prefix>.*}, or {@code *} for all. */
public final class EventTypes {
  private static final String ALL = "*";
  private static final String WILDCARD = ".*";

  private EventTypes() {}

  /** Whether one of a webhook's types fits a type. */
  static boolean matches(List<String> types, String type) {
    for (String wanted : types) {
      if (fits(wanted, type)) {
        return true;
      }
    }
    return false;
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
