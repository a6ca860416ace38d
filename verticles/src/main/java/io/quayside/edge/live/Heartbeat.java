package io.quayside.edge.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;

/**
 * Detects dead peers: pings a peer that was silent for one interval, and gives it up after {@link
 * #BEATS} silent intervals, or if it took no byte for as long.
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

  /** Records that the peer has sent a frame. */
  void heard() {
    lastHeardNanos = System.nanoTime();
  }

  /**
   * Pings if necessary, or returns the reason to close the connection. While the connection is
   * congested or paused, no pong can arrive, and only the congestion counts; it does not for a
   * {@code patient} one.
   */
  Optional<CloseCode> beat(long beatMillis, boolean congested, boolean patient) {
    long now = System.nanoTime();
    long beatNanos = beatMillis * 1_000_000;
    long patience = BEATS * beatNanos;
    if (congested) {
      lastHeardNanos = now;
      lastFreeNanos = patient ? now : lastFreeNanos;
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
