package io.quayside.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A push that many get: encoded once for each way of writing it, when the first one needs it,
 * around the JSON that the log or the queries have. Safe for several threads.
 */
public final class SharedFrame {
  private final String kind;
  private final String shipmentId;
  private final int version;
  private final byte[] value;

  // Encoding twice in a race would do no harm: both results are equal, and nobody changes them.
  private byte[] webSocketFrame;
  private String webSocketText;
  private String sseText;

  private SharedFrame(String kind, String shipmentId, int version, byte[] value) {
    this.kind = kind;
    this.shipmentId = shipmentId;
    this.version = version;
    this.value = value;
  }

  /** An event; {@code value} is its bytes as the log has them. */
  public static SharedFrame event(String shipmentId, int version, byte[] value) {
    return new SharedFrame("event", shipmentId, version, value);
  }

  /** A position; {@code value} is the JSON object that queries answer. */
  public static SharedFrame position(String shipmentId, byte[] value) {
    return new SharedFrame("position", shipmentId, 0, value);
  }

  public String shipmentId() {
    return shipmentId;
  }

  /** The version of an event; 0 of a position. */
  public int version() {
    return version;
  }

  public boolean isEvent() {
    return version > 0;
  }

  /** {@code {"op":"event","shipmentId":…,"event":…}}, or the same of a position. */
  public String webSocketText() {
    String text = webSocketText;
    if (text == null) {
      text = prefix() + json() + "}";
      webSocketText = text;
    }
    return text;
  }

  private String prefix() {
    return "{\"op\":\"" + kind + "\",\"shipmentId\":\"" + shipmentId + "\",\"" + kind + "\":";
  }

  /** That text as a server sends it, its header included; not to be changed. */
  byte[] webSocketFrame() {
    byte[] frame = webSocketFrame;
    if (frame == null) {
      frame = encode();
      webSocketFrame = frame;
    }
    return frame;
  }

  private byte[] encode() {
    byte[] prefix = prefix().getBytes(US_ASCII);
    int length = prefix.length + value.length + 1;
    byte[] frame = new byte[TextFrame.headerLength(length) + length];
    ByteBuf out = Unpooled.wrappedBuffer(frame).clear();
    TextFrame.writeHeader(out, length);
    out.writeBytes(prefix).writeBytes(value).writeByte('}');
    return frame;
  }

  /** A server-sent event; only an event of the shipment has an id, its version. */
  public String sseText() {
    String text = sseText;
    if (text == null) {
      String id = version == 0 ? "" : "id: " + version + "\n";
      text = "event: " + kind + "\n" + id + "data: " + json() + "\n\n";
      sseText = text;
    }
    return text;
  }

  private String json() {
    return new String(value, StandardCharsets.UTF_8);
  }
}
