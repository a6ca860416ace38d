package io.quayside.edge.live;

/**
 * Why the gateway closes a WebSocket: from 4000 on reconnect and resume, from 4500 on do not; the
 * lower ones are RFC 6455's.
 */
public enum CloseCode {
  NOT_UTF8((short) 1007, "text is not UTF-8"),
  MESSAGE_TOO_BIG((short) 1009, "message too big"),
  INTERNAL_ERROR((short) 1011, "internal error"),
  SHUTTING_DOWN((short) 4000, "shutting down"),
  LOST_TRACK((short) 4001, "lost track, resume"),
  SILENT((short) 4002, "silent for too long"),
  TOO_SLOW((short) 4008, "too slow"),
  BAD_FRAMES((short) 4500, "bad frames");

  private final short code;
  private final String reason;

  CloseCode(short code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The number, as the close frame carries it. */
  public short code() {
    return code;
  }

  /** The reason phrase of the close frame. */
  public String reason() {
    return reason;
  }
}
