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
  UNAVAILABLE((short) 4003, "credentials cannot be verified now"),
  TOO_SLOW((short) 4008, "too slow"),
  CREDENTIALS_ENDED((short) 4009, "credentials ended, reconnect with new ones"),
  TOO_MANY_SOCKETS((short) 4029, "too many sockets of the tenant"),
  BAD_FRAMES((short) 4500, "bad frames"),
  UNAUTHORISED((short) 4501, "unauthorised");

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
