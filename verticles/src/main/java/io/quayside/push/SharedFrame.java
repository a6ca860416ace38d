package io.quayside.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A frame for many subscribers, around the JSON of the log or of the queries. Its text is made
 * once, when it is needed first; its bytes, once per event loop. Thread-safe.
 */
public final class SharedFrame {
  private final Kind kind;
  private final String shipmentId;
  private final int version;
  private final boolean changesReaders;
  private final byte[] bytes;
  private final int from;
  private final int to;

  // A race may encode twice; the results are equal and immutable.
  private @Nullable String webSocketText;
  private @Nullable String sseText;

  /** The parts of a WebSocket's text before the shipment's id, and between it and the JSON. */
  private static final class Kind {
    static final Kind EVENT = new Kind("event");
    static final Kind POSITION = new Kind("position");

    private final String word;
    private final String start;
    private final String middle;
    private final byte[] startBytes;
    private final byte[] middleBytes;

    Kind(String word) {
      this.word = word;
      start = "{\"op\":\"" + word + "\",\"shipmentId\":\"";
      middle = "\",\"" + word + "\":";
      startBytes = start.getBytes(US_ASCII);
      middleBytes = middle.getBytes(US_ASCII);
    }
  }

  private SharedFrame(
      Kind kind,
      String shipmentId,
      int version,
      boolean changesReaders,
      byte[] bytes,
      int from,
      int to) {
    this.kind = kind;
    this.shipmentId = shipmentId;
    this.version = version;
    this.changesReaders = changesReaders;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /**
   * An event; {@code value} is its record's value, {@code changesReaders} whether it may change who
   * may read the shipment.
   */
  public static SharedFrame event(
      String shipmentId, int version, byte[] value, boolean changesReaders) {
    return new SharedFrame(Kind.EVENT, shipmentId, version, changesReaders, value, 0, value.length);
  }

  /** A position: the JSON object that queries answer, in {@code bytes} from {@code from} on. */
  public static SharedFrame position(String shipmentId, byte[] bytes, int from, int to) {
    return new SharedFrame(Kind.POSITION, shipmentId, 0, false, bytes, from, to);
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

  /** Whether it is an event that may change who may read the shipment. */
  public boolean changesReaders() {
    return changesReaders;
  }

  /** Whether it says the same of the same shipment. */
  public boolean isSameAs(SharedFrame other) {
    return kind == other.kind
        && shipmentId.equals(other.shipmentId)
        && Arrays.equals(bytes, from, to, other.bytes, other.from, other.to);
  }

  /** {@code {"op":"event","shipmentId":…,"event":…}}, or the same of a position. */
  public String webSocketText() {
    String text = webSocketText;
    if (text == null) {
      text = kind.start + shipmentId + kind.middle + json() + "}";
      webSocketText = text;
    }
    return text;
  }

  /** The length of the WebSocket frame with that text, header included, in bytes. */
  int webSocketLength() {
    int length = textLength();
    return TextFrame.headerLength(length) + length;
  }

  private int textLength() {
    return kind.startBytes.length + shipmentId.length() + kind.middleBytes.length + (to - from) + 1;
  }

  /** Writes the WebSocket frame. */
  void writeWebSocket(ByteBuf out) {
    TextFrame.writeHeader(out, textLength());
    out.writeBytes(kind.startBytes);
    ByteBufUtil.writeAscii(out, shipmentId);
    out.writeBytes(kind.middleBytes).writeBytes(bytes, from, to - from).writeByte('}');
  }

  /** A server-sent event; only an event has an id, its version. */
  public String sseText() {
    String text = sseText;
    if (text == null) {
      String id = version == 0 ? "" : "id: " + version + "\n";
      text = "event: " + kind.word + "\n" + id + "data: " + json() + "\n\n";
      sseText = text;
    }
    return text;
  }

  private String json() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
