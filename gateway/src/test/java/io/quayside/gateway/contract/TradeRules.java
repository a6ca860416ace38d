package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that a schema cannot say, told a second time and in another way than the gateway's code
 * tells them: check digits, the calendar, "not before" and "at most five minutes ahead".
 */
record TradeRules(Instant now) {
  private static final Pattern TIME =
      Pattern.compile("(.{10})[Tt](.{8})(?:\\.([0-9]+))?(?:[Zz]|([+-])(..):(..))");

  /** Adds the pointers of what offends though the schema finds no fault with it. */
  void judge(JsonNode body, Set<String> offending) {
    checkTime(body, "occurredAt", true, offending);
    checkTime(body, "observedAt", true, offending);
    Instant pickup = checkTime(body, "requestedPickupAt", false, offending);
    Instant delivery = checkTime(body, "requestedDeliveryBy", false, offending);
    if (pickup != null && delivery != null && delivery.isBefore(pickup)) {
      offending.add("/requestedDeliveryBy");
    }
    JsonNode container = body.path("cargo").path("containerNumber");
    String number = container.asText();
    if (container.isTextual()
        && !offending.contains("/cargo/containerNumber")
        && number.charAt(10) - '0' != checkDigit(number.substring(0, 10))) {
      offending.add("/cargo/containerNumber");
    }
  }

  /** ISO 6346: each character's value times two to the power of its place, modulo 11, 10 as 0. */
  static int checkDigit(String start) {
    long sum = 0;
    for (int i = start.length() - 1; i >= 0; i--) {
      char c = start.charAt(i);
      int value = Character.isDigit(c) ? c - '0' : valueOf(c);
      sum = 2 * sum + value;
    }
    return (int) (sum % 11 % 10);
  }

  /** A is 10, and so on, leaving out 11, 22 and 33. */
  private static int valueOf(char letter) {
    int value = 10;
    for (char c = 'A'; c < letter; c++) {
      value += (value + 1) % 11 == 0 ? 2 : 1;
    }
    return value;
  }

  /** The time, or null where it is absent or offends. */
  private Instant checkTime(JsonNode body, String name, boolean past, Set<String> offending) {
    String pointer = "/" + name;
    if (!body.path(name).isTextual() || offending.contains(pointer)) {
      return null;
    }
    Instant time = parse(body.get(name).asText());
    if (time == null || (past && Duration.between(now, time).toMillis() > 300_000)) {
      offending.add(pointer);
      return null;
    }
    return time;
  }

  /** The time in milliseconds; null if no calendar has it, or UTC puts it beyond four digits. */
  private static Instant parse(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      throw new AssertionError("the schema lets through what is no time: " + text);
    }
    try {
      LocalDateTime local = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2));
      if (parts.group(4) != null) {
        long minutes = 60L * Integer.parseInt(parts.group(5)) + Integer.parseInt(parts.group(6));
        local =
            parts.group(4).equals("+") ? local.minusMinutes(minutes) : local.plusMinutes(minutes);
      }
      if (local.getYear() < 0 || local.getYear() > 9999) {
        return null;
      }
      String fraction = parts.group(3) == null ? "0" : parts.group(3);
      long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
      return local.toInstant(ZoneOffset.UTC).plusNanos(nanos).truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }
}
