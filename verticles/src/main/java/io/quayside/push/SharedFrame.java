package io.quayside.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quayside.common.trace.RecordTrace;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
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

  /** The carrier that the event assigns, or null. */
  private final @Nullable String assignedCarrier;

  /** Null for what all viewers see the same. */
  private final @Nullable EventForms forms;

  private final byte[] bytes;
  private final int from;
  private final int to;

  /** Its trace, from when it was published; null where it is not traced. */
  private @Nullable RecordTrace trace;

  // A race may encode twice; the results are equal and immutable.
  private @Nullable String webSocketText;
  private @Nullable String sseText;
  private @Nullable String watchTail;

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
      @Nullable String assignedCarrier,
      @Nullable EventForms forms,
      byte[] bytes,
      int from,
      int to) {
    this.kind = kind;
    this.shipmentId = shipmentId;
    this.version = version;
    this.changesReaders = changesReaders;
    this.assignedCarrier = assignedCarrier;
    this.forms = forms;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** An event of the log; {@code value} is its record's value. */
  public static SharedFrame event(StoredEvent stored, byte[] value, Contexts contexts) {
    return new SharedFrame(
        Kind.EVENT,
        stored.shipmentId(),
        stored.version(),
        contexts.changesReaders(stored.event()),
        stored.event().assignedCarrier(),
        contexts.hasForms(stored.event()) ? new EventForms(stored, contexts) : null,
        value,
        0,
        value.length);
  }

  /**
   * An event that all viewers see the same and that assigns no carrier; {@code changesReaders}:
   * whether it may change who may read the shipment.
   */
  public static SharedFrame event(
      String shipmentId, int version, byte[] value, boolean changesReaders) {
    return new SharedFrame(
        Kind.EVENT, shipmentId, version, changesReaders, null, null, value, 0, value.length);
  }

  /** A position: the JSON object that queries answer, in {@code bytes} from {@code from} on. */
  public static SharedFrame position(String shipmentId, byte[] bytes, int from, int to) {
    return new SharedFrame(Kind.POSITION, shipmentId, 0, false, null, null, bytes, from, to);
  }

  /** Traces it; to be called before it is published. */
  void trace(RecordTrace traced) {
    trace = traced;
  }

  @Nullable RecordTrace trace() {
    return trace;
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

  /** Whether viewers see it in different forms. */
  boolean hasForms() {
    return forms != null;
  }

  /** What a viewer sees of it: one of at most three frames, this one for a viewer of everything. */
  public SharedFrame seenBy(Viewer viewer) {
    return forms == null ? this : forms.seenBy(viewer, this);
  }

  /** The viewer of what comes behind it. */
  public Viewer next(Viewer viewer) {
    return assignedCarrier == null ? viewer : viewer.whenAssigned(assignedCarrier);
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

  /**
   * What frames of watches have in common: the shipment and the event or position, and the end of
   * the object that the watch's own members begin.
   */
  public String watchTail() {
    String tail = watchTail;
    if (tail == null) {
      tail = "\"shipmentId\":\"" + shipmentId + kind.middle + json() + "}";
      watchTail = tail;
    }
    return tail;
  }

  /** The JSON of the event or position. */
  public String json() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
