package io.quayside.common.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The canonical form of a JSON value, hashed: sorted members, numbers by value, exact strings. */
final class Fingerprint {
  private static final int CHARACTERS = 16;

  private Fingerprint() {}

  static String of(Map<String, Object> object) {
    JsonWriter out = new JsonWriter(512);
    canonical(out, object);
    return Crockford.encode(sha256(out.toBytes()), CHARACTERS);
  }

  private static void canonical(JsonWriter out, Object value) {
    switch (value) {
      case Map<?, ?> object -> {
        out.beginObject();
        new TreeMap<>(object)
            .forEach(
                (name, member) -> {
                  out.name((String) name);
                  canonical(out, member);
                });
        out.endObject();
      }
      case List<?> list -> {
        out.beginArray();
        list.forEach(element -> canonical(out, element));
        out.endArray();
      }
      case Long number -> canonicalNumber(out, BigDecimal.valueOf(number));
      case BigInteger number -> canonicalNumber(out, new BigDecimal(number));
      case BigDecimal number -> canonicalNumber(out, number);
      case String string -> out.value(string);
      case Boolean bool -> out.value((boolean) bool);
      case Json.Null none -> raw(out, "null");
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  /** 10, 10.0 and 1e1 all become {@code 1e1}: digits without trailing zeros, and the exponent. */
  private static void canonicalNumber(JsonWriter out, BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    raw(out, stripped.unscaledValue() + "e" + -stripped.scale());
  }

  private static void raw(JsonWriter out, String json) {
    out.raw(json.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
