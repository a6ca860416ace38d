package io.quayside.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values that {@link Json} has read, as JSON again: members sorted, so equal values equal texts.
 */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** The text of a value, in UTF-8. */
  public static byte[] sorted(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      write(out, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> object -> {
        out.writeStartObject();
        Map<String, Object> members = new TreeMap<>();
        object.forEach((name, member) -> members.put((String) name, member));
        for (Map.Entry<String, Object> member : members.entrySet()) {
          out.writeFieldName(member.getKey());
          write(out, member.getValue());
        }
        out.writeEndObject();
      }
      case List<?> array -> {
        out.writeStartArray();
        for (Object element : array) {
          write(out, element);
        }
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      case Json.Null nothing -> out.writeNull();
      default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
    }
  }
}
