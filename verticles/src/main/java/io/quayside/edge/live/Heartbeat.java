package io.quayside.edge.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;

/**
 * Tells a peer that is gone from one that is quiet: pings one that was silent for a beat, and gives
 * it up when it was silent for {@link #BEATS} of them, or has taken no byte for as long.
 */
final class Heartbeat {
  private static final int BEATS = 3;
  private static final Buffer PING = Buffer.buffer("quay");

  private final ServerWebSocket socket;
  private long lastHeardNanos = System.nanoTime();
  private long lastFreeNanos = lastHeardNanos;

  Heartbeat(ServerWebSocket socket) {
    this.socket = socket;
    socket.pongHandler(pong -> heard());
  }

  /** The peer has sent something. */
  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  /**
   * Pings if it has to, or says why the connection is to be closed. While it is congested, or not
   * read on, a pong cannot come, and only the congestion counts.
   */
  Optional<CloseCode> beat(long beatMillis, boolean congested) {
    long now = System.nanoTime();
    long beatNanos = beatMillis * 1_000_000;
    long patience = BEATS * beatNanos;
    if (congested) {
      lastHeardNanos = now;
      return now - lastFreeNanos > patience ? Optional.of(CloseCode.TOO_SLOW) : Optional.empty();
    }
    if (now - lastHeardNanos > patience) {
      return Optional.of(CloseCode.SILENT);
    }
    lastFreeNanos = now;
    if (now - lastHeardNanos >= beatNanos) {
      socket.writePing(PING);
    }
    return Optional.empty();
  }
}
