package io.quayside.edge.live;

import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The WebSockets of one event loop. Each is looked at once in a beat; not all of them together, for
 * whoever waits for a push would have to wait for the pings of all.
 */
public final class WebSocketSessions {
  /** A session is looked at by so much of a beat too late at most. */
  private static final int PARTS = 16;

  private final long beatMillis;

  /** And when each is looked at again, by the clock of nanoseconds; the next one is the first. */
  private final LinkedHashMap<WebSocketSession, Long> sessions = new LinkedHashMap<>();

  public WebSocketSessions(Vertx vertx, long beatMillis) {
    this.beatMillis = beatMillis;
    vertx.setPeriodic(beatMillis / PARTS, t -> beat());
  }

  public void add(WebSocketSession session) {
    sessions.put(session, next(System.nanoTime()));
  }

  public void remove(WebSocketSession session) {
    sessions.remove(session);
  }

  public void close(CloseCode why) {
    List.copyOf(sessions.keySet()).forEach(session -> session.close(why));
  }

  private void beat() {
    long now = System.nanoTime();
    while (!sessions.isEmpty() && now - sessions.firstEntry().getValue() >= 0) {
      WebSocketSession session = sessions.firstEntry().getKey();
      sessions.putLast(session, next(now));
      session.beat(beatMillis);
    }
  }

  private long next(long now) {
    return now + TimeUnit.MILLISECONDS.toNanos(beatMillis);
  }
}
