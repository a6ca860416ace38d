package io.quayside.push;

import java.nio.charset.StandardCharsets;

/** A push encoded once, whoever gets it: as a WebSocket frame's text, and as bare JSON. */
public final class SharedFrame {
  private final String text;
  private final byte[] value;

  private SharedFrame(String text, byte[] value) {
    this.text = text;
    this.value = value;
  }

  /** {@code {"op":"event","shipmentId":…,"event":…}} around the bytes that the log has. */
  public static SharedFrame event(String shipmentId, byte[] value) {
    return of("event", shipmentId, value);
  }

  public static SharedFrame position(String shipmentId, byte[] value) {
    return of("position", shipmentId, value);
  }

  private static SharedFrame of(String op, String shipmentId, byte[] value) {
    String json = new String(value, StandardCharsets.UTF_8);
    return new SharedFrame(
        "{\"op\":\"" + op + "\",\"shipmentId\":\"" + shipmentId + "\",\"" + op + "\":" + json + "}",
        value);
  }

  public String text() {
    return text;
  }

  /** The event or position alone. */
  public byte[] value() {
    return value;
  }
}
