package io.quayside.consumer;

import io.quayside.consumer.JsonScanner.NotJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Recognises Quayside's events among the records of its topic. */
final class Envelopes {
  private static final int ID_LENGTH = 26;
  private static final int MAX_DIGITS = 10;

  private Envelopes() {}

  /** The event of a record; empty for one that is none of Quayside's. */
  static Optional<QuaysideEvent> event(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null || !isId(record.key())) {
      return Optional.empty();
    }
    return event(new String(record.key(), StandardCharsets.US_ASCII), record.value());
  }

  /** Whether a key is 26 letters or digits of ASCII. */
  private static boolean isId(byte[] key) {
    for (byte b : key) {
      boolean digit = b >= '0' && b <= '9';
      boolean letter = (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
      if (!digit && !letter) {
        return false;
      }
    }
    return key.length == ID_LENGTH;
  }

  /** The event of a record's value, if its subject is that shipment. */
  static Optional<QuaysideEvent> event(String shipmentId, byte[] value) {
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      Map<String, String> members = new HashMap<>();
      new JsonScanner(json).object((name, from, to) -> members.put(name, json.substring(from, to)));
      return event(shipmentId, json, members);
    } catch (CharacterCodingException | NotJsonException | DateTimeParseException foreign) {
      return Optional.empty();
    }
  }

  private static Optional<QuaysideEvent> event(
      String shipmentId, String json, Map<String, String> members) {
    String id = text(members, "id");
    String type = text(members, "type");
    String time = text(members, "time");
    int version = version(members.get("shipmentversion"));
    if (id == null
        || type == null
        || time == null
        || version < 1
        || !"/quayside".equals(text(members, "source"))
        || !shipmentId.equals(text(members, "subject"))) {
      return Optional.empty();
    }
    String data = members.getOrDefault("data", "{}");
    return Optional.of(
        new QuaysideEvent(id, type, shipmentId, version, Instant.parse(time), data, json));
  }

  private static String text(Map<String, String> members, String name) {
    String json = members.get(name);
    return json == null ? null : JsonScanner.text(json, 0, json.length());
  }

  private static int version(String json) {
    if (json == null || json.length() > MAX_DIGITS || !json.chars().allMatch(Character::isDigit)) {
      return 0;
    }
    long version = Long.parseLong(json);
    return version > Integer.MAX_VALUE ? 0 : (int) version;
  }
}
