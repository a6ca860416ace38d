package io.quayside.push;

import java.nio.charset.StandardCharsets;

/**
 * A push that many get: encoded once for each way of writing it, when the first one needs it,
 * around the JSON that the log or the queries have.
 */
public final class SharedFrame {
  private final String kind;
  private final String shipmentId;
  private final int version;
  private final byte[] value;

  // Encoding twice in a race would do no harm: both results are equal, and strings are immutable.
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

  /** {@code {"op":"event","shipmentId":…,"event":…}}, or the same of a position. */
  public String webSocketText() {
    String text = webSocketText;
    if (text == null) {
      String member = "\",\"" + kind + "\":";
      text = "{\"op\":\"" + kind + "\",\"shipmentId\":\"" + shipmentId + member + json() + "}";
      webSocketText = text;
    }
    return text;
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
