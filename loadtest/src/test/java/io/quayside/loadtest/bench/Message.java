package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request or a frame, encoded once; what differs from one sending to the next is patched into its
 * bytes. In the template a place for that is {@code ${name:width}}; a name may have several places.
 */
final class Message {
  /** WebSocket clients mask what they send; with four equal bytes any place is patched alike. */
  private static final byte MASK = 0x5A;

  private static final int TEXT = 0x81;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+):(\\d+)}");

  private final byte[] bytes;
  private final byte mask;
  private final Map<String, int[]> places = new HashMap<>();

  private Message(byte[] head, String template, byte mask) {
    this.mask = mask;
    var out = new ByteArrayOutputStream(head.length + template.length());
    out.writeBytes(head);
    Map<String, List<Integer>> found = new HashMap<>();
    var matcher = PLACE.matcher(template);
    int at = 0;
    while (matcher.find()) {
      out.writeBytes(template.substring(at, matcher.start()).getBytes(US_ASCII));
      found.computeIfAbsent(matcher.group(1), name -> new ArrayList<>()).add(out.size());
      out.writeBytes("0".repeat(Integer.parseInt(matcher.group(2))).getBytes(US_ASCII));
      at = matcher.end();
    }
    out.writeBytes(template.substring(at).getBytes(US_ASCII));
    bytes = out.toByteArray();
    for (int i = head.length; i < bytes.length; i++) {
      bytes[i] ^= mask;
    }
    found.forEach(
        (name, where) -> places.put(name, where.stream().mapToInt(Integer::intValue).toArray()));
  }

  /** A POST; {@code headers} are whole lines, each with its line end. */
  static Message post(String path, String mediaType, String headers, String body) {
    return new Message(
        new byte[0],
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(path, mediaType, headers, length(body), body),
        (byte) 0);
  }

  /** A PUBLISH of MQTT 5 with QoS 1 and the packet id 1. */
  static Message publish(String topic, String payload) {
    int topicLength = length(topic);
    int rest = 2 + topicLength + 3 + length(payload);
    var head =
        ByteBuffer.allocate(7)
            .put((byte) PUBLISH_QOS_1)
            .put(MqttWire.lengthBytes(rest))
            .putShort((short) topicLength);
    var bytes = new byte[head.position()];
    head.flip().get(bytes);
    return new Message(bytes, topic + "\u0000\u0001\u0000" + payload, (byte) 0);
  }

  /** A masked text frame. */
  static Message frame(String text) {
    return new Message(frameHead(TEXT, length(text)), text, MASK);
  }

  /** The head of a client's frame, up to and with its mask. */
  static byte[] frameHead(int opcodeAndFin, int length) {
    var head = ByteBuffer.allocate(14).put((byte) opcodeAndFin);
    if (length < 126) {
      head.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      head.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      head.put((byte) (0x80 | 127)).putLong(length);
    }
    head.put(MASK).put(MASK).put(MASK).put(MASK);
    var bytes = new byte[head.position()];
    head.flip().get(bytes);
    return bytes;
  }

  static byte masked(byte plain) {
    return (byte) (plain ^ MASK);
  }

  private static int length(String template) {
    return PLACE
        .matcher(template)
        .replaceAll(m -> "0".repeat(Integer.parseInt(m.group(2))))
        .length();
  }

  /** Where that name's places are. */
  int[] places(String name) {
    return places.getOrDefault(name, new int[0]);
  }

  /** Writes a number of exactly so many digits; higher ones are cut off. */
  void number(int place, int digits, long value) {
    long rest = value;
    for (int i = place + digits - 1; i >= place; i--) {
      bytes[i] = (byte) ('0' + rest % 10 ^ mask);
      rest /= 10;
    }
  }

  void text(int place, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      bytes[place + i] = (byte) (text[i] ^ mask);
    }
  }

  /** The same text at every place of that name. */
  void text(String name, byte[] text) {
    for (int place : places(name)) {
      text(place, text);
    }
  }

  void putInto(ByteBuffer out) {
    out.put(bytes);
  }
}
