package io.quayside.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Records as the log has them. */
final class Records {
  private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

  private Records() {}

  /** Ids of shipments, always the same. */
  static Stream<String> shipments() {
    return IntStream.range(100, 1_000).mapToObj(i -> "0123456789ABCDEFGHJKMNP" + i);
  }

  static byte[] event(String shipmentId, int version) {
    return """
    {"specversion":"1.0","id":"%1$s/%2$d","source":"/quayside","type":"shipment.released.v1",\
    "subject":"%1$s","time":"2026-03-01T08:00:00.000Z","datacontenttype":"application/json",\
    "shipmentversion":%2$d,"commandid":"C","data":{"status":"RELEASED"}}\
    """
        .formatted(shipmentId, version)
        .getBytes(UTF_8);
  }

  /** A position is pushed as the log has it; its data here is a number. */
  static byte[] position(int number) {
    return "{\"specversion\":\"1.0\",\"data\":{\"n\":%d}}".formatted(number).getBytes(UTF_8);
  }

  static String describe(SharedFrame frame) {
    if (frame.isEvent()) {
      return "event " + frame.version();
    }
    Matcher number = NUMBER.matcher(frame.webSocketText());
    return number.find() ? "position " + number.group(1) : frame.webSocketText();
  }
}
