package io.quayside.common.trace;

/** What a span of ours measures. */
public enum Stage {
  /** A frame of a WebSocket that writes, until it is answered. */
  FRAME("frame", Kind.SERVER),
  /** A PUBLISH of a device, until its PUBACK may be sent. */
  PUBLISH("mqtt publish", Kind.SERVER),
  /** A command at its shard, until it is answered. */
  DECIDE("decide", Kind.INTERNAL),
  /** An event on its way to Kafka, until all in-sync replicas have it. */
  APPEND("append", Kind.PRODUCER),
  /** An event from its append until it counts. */
  READ_BACK("read back", Kind.INTERNAL),
  /** The transaction that wrote an event's rows. */
  PROJECTION("projection", Kind.INTERNAL),
  /** An event from its read-back until it was written to the subscribers of an event loop. */
  PUSH("push", Kind.INTERNAL),
  /** One attempt of a webhook. */
  WEBHOOK("webhook", Kind.CLIENT),
  /** One attempt of a relay, until the broker has the event. */
  RELAY("relay", Kind.PRODUCER),
  /** Tracking updates of one request at their shard, until they are answered. */
  POSITIONS("positions", Kind.INTERNAL);

  private final String word;
  private final Kind kind;

  /** The kinds of spans, as OpenTelemetry has them. */
  public enum Kind {
    INTERNAL,
    SERVER,
    PRODUCER,
    CLIENT
  }

  Stage(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  /** The span's name. */
  public String word() {
    return word;
  }

  public Kind kind() {
    return kind;
  }
}
