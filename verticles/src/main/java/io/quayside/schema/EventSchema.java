package io.quayside.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.auth.Sha256;
import io.quayside.log.envelope.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema of one event type.
 *
 * @param type the event type, as {@code shipment.booked.v1}
 * @param topic the topic of its records; null for one that is in no log
 * @param bytes the file as it is
 * @param tag a strong entity tag of the file
 */
public record EventSchema(String type, @Nullable String topic, byte[] bytes, String tag) {
  private static final int TAG_BYTES = 15;

  /** Reads the file of a type; throws {@link IllegalStateException} if there is none. */
  static EventSchema load(String type, @Nullable String topic) {
    String resource = "schemas/" + type + ".json";
    try (InputStream in = EventSchema.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the event type " + type + " has no file " + resource);
      }
      byte[] bytes = in.readAllBytes();
      return new EventSchema(type, topic, bytes, tagOf(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A strong entity tag of a representation. */
  static String tagOf(byte[] bytes) {
    byte[] digest = Arrays.copyOf(Sha256.of(new String(bytes, UTF_8)), TAG_BYTES);
    return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
  }

  /** The schema's id, which events name in {@code dataschema}. */
  public String id() {
    return EventCodec.DATA_SCHEMA + type;
  }

  /** The type without its version, as {@code shipment.booked}. */
  String family() {
    return type.substring(0, type.lastIndexOf(".v"));
  }

  /** The version of the type, from 1. */
  int version() {
    return Integer.parseInt(type.substring(type.lastIndexOf(".v") + 2));
  }
}
