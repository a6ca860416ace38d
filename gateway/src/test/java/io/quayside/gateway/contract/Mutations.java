package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.quayside.gateway.contract.JsonText.Spelled;
import io.quayside.gateway.contract.Published.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes one small change to a body, in the places where a reader of bodies is likely to err. */
record Mutations(Chance chance, Specimens specimens) {
  private static final String[] ODD_NUMBERS = {
    "5.0",
    "1e2",
    "1e400",
    "-1e400",
    "1e-400",
    "-0",
    "-0.0",
    "0e0",
    "0.5",
    "1E+2",
    "3.0000000001",
    "9007199254740991",
    "9007199254740992",
    "9007199254740991.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1" + "0".repeat(62),
    "1e999999",
    "4e-324"
  };
  private static final String[] ODD_TIMES = {
    "2025-02-29T00:00:00Z",
    "2024-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2000-02-29T12:00:00Z",
    "2025-04-31T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-00-10T00:00:00Z",
    "2025-01-00T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2025-01-01T24:00:00Z",
    "2025-01-01T23:60:00Z",
    "2025-01-01T00:00:00",
    "2025-01-01",
    "2025-01-01T00:00Z",
    "2025-01-01 00:00:00Z",
    "2025-01-01T00:00:00.Z",
    "2025-01-01T00:00:00.1234567891Z",
    "2025-01-01T00:00:00,5Z",
    "2025-01-01T00:00:00+24:00",
    "2025-01-01T00:00:00+23:59",
    "2025-01-01T00:00:00-00:00",
    "2025-01-01T00:00:00+01:60",
    "2025-01-01T00:00:00+0100",
    "2025-01-01T00:00:00+01",
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-00:01",
    "12025-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "2025-01-01T00:00:00Z\n",
    " 2025-01-01T00:00:00Z",
    "٢٠٢٥-01-01T00:00:00Z",
    "2025-1-1T00:00:00Z",
    "2025-01-01T00:00:00zz",
    ""
  };
  private static final String[] ODD_CHARACTERS = {
    "\u0000", "\uD83D", "\uDEA2", "\uDEA2\uD83D", "\n", " ", "٣", "ß", "é", "\u2028", "\uFEFF"
  };
  private static final String[] NAMES = {
    "colour",
    "",
    "shipmentId",
    "status",
    "lat",
    "unLocode",
    "code",
    "a/b",
    "~",
    "~1",
    "é",
    "🚢",
    "reference ",
    "\u0000",
    "recordedAt",
    "late",
    "__proto__",
    "amount",
    "closesAt",
    "tenderStatus"
  };

  /** A listed carrier with its rate: it has all members that carriers in a list may have. */
  private static final Place LISTED =
      Published.at(Published.OPEN_API, "/components/schemas/ListedRate");

  private record Spot(Map<String, Object> parent, String name, Place schema) {}

  /** Changes one member of a body, somewhere. */
  void mutate(Map<String, Object> body, Place schema) {
    List<Spot> spots = new ArrayList<>();
    List<Map<String, Object>> objects = new ArrayList<>();
    collect(body, schema, spots, objects);
    if (spots.isEmpty() || chance.oneIn(6)) {
      chance.of(objects).put(chance.of(NAMES), anything(3));
      return;
    }
    if (body.containsKey("requestedPickupAt") && chance.oneIn(3)) {
      putTogether(body);
      return;
    }
    Spot spot = chance.of(spots);
    switch (chance.from(0, 9)) {
      case 0 -> spot.parent.remove(spot.name);
      case 1 -> spot.parent.put(spot.name, new Spelled("null"));
      case 2 -> spot.parent.put(spot.name, anything(3));
      case 3 -> {
        Object value = spot.parent.remove(spot.name);
        spot.parent.put(spot.name.toUpperCase(Locale.ROOT), value);
      }
      default -> spot.parent.put(spot.name, odd(spot));
    }
  }

  /** The two times that are judged by each other, at most a moment apart. */
  private void putTogether(Map<String, Object> booking) {
    var pickup = specimens.now().plusSeconds(chance.from(0, 1_000_000));
    int apart = chance.of(-1_000, -1, 0, 0, 1, 1_000);
    booking.put("requestedPickupAt", specimens.time(pickup));
    booking.put("requestedDeliveryBy", specimens.time(pickup.plusMillis(apart)));
  }

  @SuppressWarnings("unchecked")
  private static void collect(
      Map<String, Object> object, Place at, List<Spot> spots, List<Map<String, Object>> objects) {
    objects.add(object);
    Place properties = at.member("properties");
    for (var member : object.entrySet()) {
      if (!properties.node().has(member.getKey())) {
        continue;
      }
      Place schema = properties.member(member.getKey());
      spots.add(new Spot(object, member.getKey(), schema));
      if (member.getValue() instanceof Map<?, ?> inner && schema.node().has("properties")) {
        collect((Map<String, Object>) inner, schema, spots, objects);
      }
      if (member.getValue() instanceof List<?> items && member.getKey().equals("carriers")) {
        items.stream()
            .filter(Map.class::isInstance)
            .forEach(item -> collect((Map<String, Object>) item, LISTED, spots, objects));
      }
    }
  }

  /** A value of the right type that is just inside or just outside of what is allowed. */
  private Object odd(Spot spot) {
    JsonNode schema = spot.schema.node();
    return switch (schema.path("type").asText()) {
      case "string" -> oddString(spot.schema);
      case "integer", "number" -> oddNumber(schema);
      case "object" -> chance.of(List.of(), "", new LinkedHashMap<String, Object>());
      default -> anything(2);
    };
  }

  private Object oddString(Place place) {
    JsonNode schema = place.node();
    if (place.pointer().endsWith("/ReportedTime")) {
      return chance.oneIn(3)
          ? specimens.time(specimens.now().plusMillis(300_000 + chance.of(-1, 0, 1, 999, -1_000)))
          : chance.of(ODD_TIMES);
    }
    if (schema.has("maxLength") && chance.oneIn(2)) {
      int most = schema.get("maxLength").asInt();
      return specimens.text(chance.of(0, 1, most - 1, most, most + 1, 2 * most));
    }
    String valid = specimens.valid(place).toString();
    int at = chance.from(0, valid.length());
    return switch (chance.from(0, 5)) {
      case 0 -> valid.toLowerCase(Locale.ROOT);
      case 1 -> valid + chance.of(ODD_CHARACTERS);
      case 2 -> valid.substring(0, at) + chance.of(ODD_CHARACTERS) + valid.substring(at);
      case 3 -> valid.isEmpty() ? valid : valid.substring(1);
      case 4 -> flipped(valid);
      default -> valid + valid;
    };
  }

  private String flipped(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int at = chance.from(0, text.length() - 1);
    return text.substring(0, at) + (char) ('0' + chance.from(0, 42)) + text.substring(at + 1);
  }

  private Object oddNumber(JsonNode schema) {
    List<BigDecimal> bounds = new ArrayList<>();
    for (String bound : List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) {
      if (schema.has(bound)) {
        bounds.add(schema.get(bound).decimalValue());
      }
    }
    if (bounds.isEmpty() || chance.oneIn(3)) {
      return new Spelled(chance.of(ODD_NUMBERS));
    }
    String distance = chance.of("0", "1", "-1", "0.5", "-0.5", "0.000001", "-0.000001");
    return specimens.spelled(chance.of(bounds).add(new BigDecimal(distance)));
  }

  /** Any JSON at all, of so many levels at most. */
  private Object anything(int levels) {
    return switch (chance.from(0, levels > 0 ? 8 : 6)) {
      case 0 -> new Spelled("null");
      case 1 -> new Spelled(chance.of("true", "false"));
      case 2 -> new Spelled(chance.of(ODD_NUMBERS));
      case 3 -> chance.of(ODD_TIMES);
      case 4 -> chance.of("DEHAM", "MAEU", "ROAD", "5", "null", "CSQU3054383", "OTHER");
      case 5 -> specimens.text(chance.from(0, 5));
      case 6 -> chance.of(List.of(), new LinkedHashMap<String, Object>());
      case 7 -> List.of(anything(levels - 1), anything(levels - 1));
      default -> new LinkedHashMap<>(Map.of(chance.of(NAMES), anything(levels - 1)));
    };
  }
}
