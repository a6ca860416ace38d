package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that a schema cannot say, told a second time and in another way than the gateway's code
 * tells them: check digits, the calendar, "not before", "at most five minutes ahead", currencies
 * and their decimals, and what a list of carriers has twice.
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

  /** The terms of a tender, as far as a schema cannot tell. */
  void judgeTender(JsonNode body, Set<String> offending) {
    int decimals = decimals(body.path("currency").asText());
    if (body.path("currency").isTextual() && decimals < 0) {
      offending.add("/currency");
    }
    BigDecimal ceiling = amount(body.path("ceiling"), "/ceiling", decimals, offending);
    Instant closesAt = checkTime(body, "closesAt", false, offending);
    String kind = body.path("kind").asText();
    if (kind.equals("SPOT") && closesAt != null) {
      ahead(closesAt, Duration.ofSeconds(1), Duration.ofDays(30), "/closesAt", offending);
    }
    if (kind.equals("SPOT") || kind.equals("WATERFALL")) {
      judgeCarriers(body.path("carriers"), kind, decimals, ceiling, offending);
    }
  }

  private static void judgeCarriers(
      JsonNode carriers, String kind, int decimals, BigDecimal ceiling, Set<String> offending) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; carriers.isArray() && i < carriers.size(); i++) {
      String at = "/carriers/" + i;
      JsonNode carrier = carriers.get(i).path("carrier");
      if (carrier.isTextual()
          && !offending.contains(at + "/carrier")
          && !seen.add(carrier.asText())) {
        offending.add(at + "/carrier");
      }
      if (kind.equals("WATERFALL")) {
        BigDecimal rate =
            amount(carriers.get(i).path("amount"), at + "/amount", decimals, offending);
        if (rate != null && ceiling != null && rate.compareTo(ceiling) > 0) {
          offending.add(at + "/amount");
        }
      }
    }
  }

  /** An amount that is right as far as it can be judged, or null. */
  private static BigDecimal amount(
      JsonNode node, String pointer, int decimals, Set<String> offending) {
    if (!node.isTextual() || offending.contains(pointer) || decimals < 0) {
      return null;
    }
    String text = node.asText();
    int point = text.indexOf('.');
    if (point >= 0 && text.length() - point - 1 > decimals) {
      offending.add(pointer);
      return null;
    }
    return new BigDecimal(text);
  }

  /** The exponent of a currency of ISO 4217; below 0 where there is none. */
  private static int decimals(String code) {
    return Currency.getAvailableCurrencies().stream()
        .filter(currency -> currency.getCurrencyCode().equals(code))
        .mapToInt(Currency::getDefaultFractionDigits)
        .findFirst()
        .orElse(-1);
  }

  /** When a document is due: later than now, within 366 days. */
  void judgeDueAt(JsonNode body, Set<String> offending) {
    Instant dueAt = checkTime(body, "dueAt", false, offending);
    if (dueAt != null) {
      ahead(dueAt, Duration.ofMillis(1), Duration.ofDays(366), "/dueAt", offending);
    }
  }

  private void ahead(
      Instant time, Duration least, Duration most, String pointer, Set<String> offending) {
    Duration ahead = Duration.between(now, time);
    if (ahead.compareTo(least) < 0 || ahead.compareTo(most) > 0) {
      offending.add(pointer);
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
