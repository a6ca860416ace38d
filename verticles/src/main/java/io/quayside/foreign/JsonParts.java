package io.quayside.foreign;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Members of foreign JSON: what is not of the type that is asked for is as if it were not there.
 */
public final class JsonParts {
  private JsonParts() {}

  public static @Nullable String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : null;
  }

  /** The object of a name; empty where there is none. */
  @SuppressWarnings("unchecked") // every map that was read has texts as keys
  public static Map<String, Object> object(Map<String, Object> object, String name) {
    return object.get(name) instanceof Map<?, ?> found ? (Map<String, Object>) found : Map.of();
  }

  /** The texts of an array. */
  public static List<String> texts(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> array
        ? array.stream()
            .map(element -> element instanceof String text ? text : null)
            .filter(Objects::nonNull)
            .toList()
        : List.of();
  }

  /** The objects of an array. */
  @SuppressWarnings("unchecked") // every map that was read has texts as keys
  public static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> array
        ? array.stream()
            .filter(Map.class::isInstance)
            .map(element -> (Map<String, Object>) element)
            .toList()
        : List.of();
  }

  public static @Nullable Double number(Map<String, Object> object, String name) {
    return object.get(name) instanceof Number number ? number.doubleValue() : null;
  }

  /** A number that is written as a text; null for none. */
  public static @Nullable Double decimal(@Nullable String text) {
    if (text == null || !text.matches("-?[0-9]{1,3}(\\.[0-9]{1,20})?")) {
      return null;
    }
    return Double.valueOf(text);
  }

  /** A JSON Pointer's next part. */
  public static String at(String pointer, Object next) {
    return pointer + '/' + next.toString().replace("~", "~0").replace("/", "~1");
  }
}
