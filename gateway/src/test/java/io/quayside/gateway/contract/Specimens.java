package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.quayside.gateway.contract.JsonText.Spelled;
import io.quayside.gateway.contract.Published.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes values that a schema allows; a new field of a schema is tried without a line here. */
record Specimens(Chance chance, Instant now) {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String[] CHARACTERS = {
    "a", "Z", "7", " ", "é", "\"", "\\", "/", "~", "\n", "\u007f", "漢", "\uFFFD", "🚢", "𝒬",
    "👩‍🔧"
  };

  /** A number at, or well within, one of the bounds of its schema. */
  private static final BigDecimal STEP = new BigDecimal("0.001");

  /** A value of the schema at a place. Objects are maps that may be changed. */
  Object valid(Place at) {
    Place place = Published.at(at.document(), at.pointer());
    JsonNode schema = place.node();
    if (schema.has("enum")) {
      return schema.get("enum").get(chance.from(0, schema.get("enum").size() - 1)).asText();
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(place);
      case "string" -> string(place);
      case "boolean" -> new Spelled(chance.of("true", "false"));
      case "array" -> array(place);
      case "integer" -> number(schema, BigDecimal.ONE);
      case "number" -> number(schema, STEP);
      default -> throw new AssertionError("no specimen for " + place + ": " + schema);
    };
  }

  private Map<String, Object> object(Place place) {
    var required = new java.util.HashSet<String>();
    place.node().path("required").forEach(name -> required.add(name.asText()));
    boolean sparse = chance.oneIn(4);
    Map<String, Object> object = new LinkedHashMap<>();
    for (var property : place.node().path("properties").properties()) {
      String name = property.getKey();
      if (required.contains(name) || !(sparse || chance.oneIn(3))) {
        object.put(name, valid(place.member("properties").member(name)));
      }
    }
    return object;
  }

  private List<Object> array(Place place) {
    List<Object> items = new ArrayList<>();
    int most = place.node().path("maxItems").asInt(3);
    for (int rest = chance.from(1, Math.min(3, most)); rest > 0; rest--) {
      items.add(valid(place.member("items")));
    }
    return items;
  }

  private String string(Place place) {
    return switch (place.pointer().substring(place.pointer().lastIndexOf('/') + 1)) {
      case "ReportedTime" -> time(now.minusSeconds(chance.from(-299, 100_000_000)));
      case "UnLocode" -> text(2, LETTERS) + text(3, LETTERS + "23456789");
      case "Scac" -> text(chance.from(2, 4), LETTERS);
      case "ContainerNumber" -> containerNumber();
      case "Amount" -> amount(chance.from(0, 4));
      case "Currency" -> chance.of("EUR", "USD", "JPY", "KWD", "CLF");
      case "Sha256" -> text(64, "0123456789abcdef");
      default -> {
        int least = place.node().path("minLength").asInt(0);
        int most = place.node().path("maxLength").asInt(40);
        yield text(chance.of(least, most, chance.from(least, Math.min(most, 12))));
      }
    };
  }

  /** So many characters, of which some take two chars. */
  String text(int length) {
    var text = new StringBuilder();
    for (int rest = length; rest > 0; ) {
      String character = chance.of(CHARACTERS);
      int points = character.codePointCount(0, character.length());
      if (points <= rest) {
        text.append(character);
        rest -= points;
      }
    }
    return text.toString();
  }

  private String text(int length, String alphabet) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(chance.from(0, alphabet.length() - 1)));
    }
    return text.toString();
  }

  /** An amount of money with so many decimals. */
  String amount(int decimals) {
    String whole = chance.of("0", "1", "980", Integer.toString(chance.from(1, 99_999)));
    String rest = text(decimals, "0123456789");
    String amount = decimals == 0 ? whole : whole + '.' + rest;
    return new BigDecimal(amount).signum() == 0 ? "1" : amount;
  }

  private String containerNumber() {
    String start = text(3, LETTERS) + chance.of("U", "J", "Z") + text(6, "0123456789");
    return start + TradeRules.checkDigit(start);
  }

  /** A time in one of the spellings that RFC 3339 knows. */
  String time(Instant time) {
    int offsetMinutes = chance.of(0, 0, 60, -300, 330, 14 * 60, -1439, 1439);
    String local =
        time.plus(offsetMinutes, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS).toString();
    String fraction =
        chance.oneIn(2)
            ? ""
            : "."
                + "%09d"
                    .formatted(time.get(ChronoField.NANO_OF_SECOND))
                    .substring(0, chance.from(3, 9));
    String offset =
        offsetMinutes == 0 && chance.oneIn(2)
            ? chance.of("Z", "z")
            : "%s%02d:%02d"
                .formatted(
                    offsetMinutes < 0 ? "-" : "+",
                    Math.abs(offsetMinutes) / 60,
                    Math.abs(offsetMinutes) % 60);
    String body = local.replace("Z", "");
    return (chance.oneIn(8) ? body.replace('T', 't') : body) + fraction + offset;
  }

  private Spelled number(JsonNode schema, BigDecimal step) {
    BigDecimal least = bound(schema, "minimum", "exclusiveMinimum", step);
    BigDecimal most = bound(schema, "maximum", "exclusiveMaximum", step.negate());
    BigDecimal steps = most.subtract(least).divideToIntegralValue(step);
    BigDecimal between =
        least.add(
            new BigDecimal(chance.random().nextDouble())
                .multiply(steps)
                .setScale(0, java.math.RoundingMode.DOWN)
                .multiply(step));
    return spelled(chance.of(least, most, between, between));
  }

  private static BigDecimal bound(JsonNode schema, String to, String beyond, BigDecimal step) {
    return schema.has(to)
        ? schema.get(to).decimalValue()
        : schema.get(beyond).decimalValue().add(step);
  }

  /** The same number in one of its spellings: 5, 5.0, 0.5e1, 50E-1. */
  Spelled spelled(BigDecimal number) {
    return new Spelled(
        switch (chance.from(0, 5)) {
          case 0 -> number.setScale(number.scale() + 1).toPlainString();
          case 1 -> number.unscaledValue() + "e" + -number.scale();
          case 2 -> number.unscaledValue().multiply(BigInteger.TEN) + "E" + (-number.scale() - 1);
          default -> number.toPlainString();
        });
  }
}
