package io.quayside.edge;

/** Why the gateway closes a WebSocket: below 4500 reconnect and resume, from there on do not. */
enum CloseCode {
  SHUTTING_DOWN((short) 4000, "shutting down"),
  LOST_TRACK((short) 4001, "lost track, resume"),
  TOO_SLOW((short) 4008, "too slow"),
  BAD_FRAMES((short) 4500, "bad frames");

  final short code;
  final String reason;

  CloseCode(short code, String reason) {
    this.code = code;
    this.reason = reason;
  }
}
