package io.quayside.common.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON objects, strictly: UTF-8, one object, no member twice, at most {@value #MAX_DEPTH}
 * levels, numbers of at most {@value #MAX_NUMBER_LENGTH} characters. An object becomes a map in the
 * text's order, an array a list, a number a {@link Long}, or a {@link BigInteger} beyond, or a
 * {@link BigDecimal} if it has a fraction or an exponent, and null {@link #NULL}.
 */
public final class Json {
  static final int MAX_DEPTH = 32;
  static final int MAX_NUMBER_LENGTH = 64;

  /** Bounds the exponent, for the canonical form moves the decimal point. */
  private static final int MAX_SCALE = 1_000_000;

  /** The JSON value null; no Java null is ever in a map or a list. */
  public static final Null NULL = Null.NULL;

  /** The type of {@link #NULL}. */
  public enum Null {
    NULL
  }

  // Interning the names would let anybody fill the JVM's string table.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private Json() {}

  /**
   * The object that a text is.
   *
   * @throws ProblemException malformed-json, with the line and the column (in bytes)
   */
  public static Map<String, Object> parseObject(byte[] text) {
    return parseObject(text, 0, text.length);
  }

  /** As {@link #parseObject(byte[])}, of a part of an array. */
  public static Map<String, Object> parseObject(byte[] bytes, int offset, int length) {
    Map<String, Object> plain = PlainJson.parseObject(bytes, offset, length);
    return plain != null ? plain : parseAnyObject(bytes, offset, length);
  }

  /**
   * The object or the array that a text is.
   *
   * @throws ProblemException malformed-json, with the line and the column (in bytes)
   */
  public static Object parseObjectOrArray(byte[] text) {
    requireUtf8(text, 0, text.length);
    try (JsonParser parser = FACTORY.createParser(text)) {
      return parseWhole(parser, true);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void requireUtf8(byte[] bytes, int offset, int length) {
    int wrong = Utf8.firstInvalid(bytes, offset, length);
    if (wrong >= 0) {
      throw malformed("The text is not UTF-8 at byte " + (wrong - offset + 1) + ".");
    }
  }

  @SuppressWarnings("unchecked") // what begins as an object is a map
  static Map<String, Object> parseAnyObject(byte[] bytes, int offset, int length) {
    requireUtf8(bytes, offset, length);
    try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
      return (Map<String, Object>) parseWhole(parser, false);
    } catch (IOException impossible) {
      // An array cannot fail to be read; what is wrong with the text has been answered before.
      throw new UncheckedIOException(impossible);
    }
  }

  private static Object parseWhole(JsonParser parser, boolean orArray) throws IOException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("There is no text.");
      }
      boolean array = orArray && first == JsonToken.START_ARRAY;
      if (first != JsonToken.START_OBJECT && !array) {
        throw malformed(
            orArray ? "The text is neither object nor array." : "The text is not an object.");
      }
      Object whole = array ? array(parser, 1) : object(parser, 1);
      if (parser.nextToken() != null) {
        throw malformed(
            "There is more behind the "
                + (array ? "array" : "object")
                + where(parser.currentTokenLocation()));
      }
      return whole;
    } catch (JacksonException refused) {
      JsonLocation location = refused.getLocation();
      throw malformed(
          "The text is not JSON" + where(location == null ? parser.currentLocation() : location));
    }
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (object.containsKey(name)) {
        throw malformed("A member stands twice" + where(parser.currentTokenLocation()));
      }
      parser.nextToken();
      object.put(name, value(parser, depth));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser, int depth) throws IOException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, depth));
    }
    return array;
  }

  private static Object value(JsonParser parser, int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, deeper(parser, depth));
      case START_ARRAY -> array(parser, deeper(parser, depth));
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a value cannot start with " + parser.currentToken());
    };
  }

  private static int deeper(JsonParser parser, int depth) {
    if (depth == MAX_DEPTH) {
      throw malformed(
          "There are more than " + MAX_DEPTH + " levels" + where(parser.currentTokenLocation()));
    }
    return depth + 1;
  }

  private static Number integer(JsonParser parser) throws IOException {
    checkLength(parser);
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getBigIntegerValue();
    };
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException {
    checkLength(parser);
    BigDecimal decimal;
    try {
      decimal =
          new BigDecimal(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    } catch (NumberFormatException beyondAnyExponent) {
      throw hugeNumber(parser);
    }
    if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
      throw hugeNumber(parser);
    }
    return decimal;
  }

  private static void checkLength(JsonParser parser) throws IOException {
    if (parser.getTextLength() > MAX_NUMBER_LENGTH) {
      throw malformed(
          "A number has more than "
              + MAX_NUMBER_LENGTH
              + " characters"
              + where(parser.currentTokenLocation()));
    }
  }

  private static ProblemException hugeNumber(JsonParser parser) {
    return malformed("A number's exponent is out of bounds" + where(parser.currentTokenLocation()));
  }

  private static String where(JsonLocation location) {
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
  }

  private static ProblemException malformed(String detail) {
    return new Problem(ProblemCode.MALFORMED_JSON, detail).toException();
  }
}
