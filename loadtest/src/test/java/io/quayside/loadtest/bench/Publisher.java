package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts at a steady pace, whatever the answers take: an open loop. What finds no connection free
 * waits for one, and its time runs from when it was due.
 */
final class Publisher implements AutoCloseable {
  private static final long GIVEN_UP_NANOS = 30_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;

  private final Loop loop = new Loop("publisher");
  private final Positions positions;
  private final Subscribers.SentTimes sentTimes;
  private final ArrayDeque<Wire> free = new ArrayDeque<>();
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private final AtomicInteger open = new AtomicInteger();
  private long updates;

  Publisher(
      InetSocketAddress address,
      int connections,
      Positions positions,
      Subscribers.SentTimes sentTimes) {
    this.positions = positions;
    this.sentTimes = sentTimes;
    loop.call(
        () -> {
          for (int i = 0; i < connections; i++) {
            new HttpWire(loop, address, new Poster());
          }
        });
  }

  /** Publishes so many updates a second; says how many it came to. */
  long run(double updatesPerSecond, double seconds) {
    loop.call(
        () -> {
          updates = 0;
          loop.pace(updatesPerSecond / positions.weight(), this::due);
        });
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(POLL_NANOS);
      loop.check();
    }
    loop.call(
        () -> {
          loop.pace(1, null);
          waiting.clear();
        });
    while (open.get() > 0) {
      loop.check();
      if (System.nanoTime() > end + GIVEN_UP_NANOS) {
        throw new IllegalStateException(open.get() + " posts are left without an answer");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    var published = new long[1];
    loop.call(() -> published[0] = updates);
    loop.check();
    return published[0];
  }

  private void due(long at) {
    var wire = free.poll();
    if (wire == null) {
      waiting.add(at);
    } else {
      post(wire, at);
    }
  }

  private void post(Wire wire, long dueAt) {
    long first = positions.nextSequence();
    var message = positions.next();
    for (long sequence = first; sequence < positions.nextSequence(); sequence++) {
      sentTimes.sent(sequence, dueAt);
    }
    updates += positions.weight();
    open.incrementAndGet();
    wire.send(message);
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Poster implements Wire.Listener {
    @Override
    public void opened(Wire wire) {
      free.add(wire);
    }

    @Override
    public void message(Wire wire, int status, ByteBuffer in, int at, int length) {
      if (!positions.expected(status, in, at, length)) {
        loop.fail(new UnexpectedAnswer(status, in, at, length));
        return;
      }
      open.decrementAndGet();
      var due = waiting.poll();
      if (due == null) {
        free.add(wire);
      } else {
        post(wire, due);
      }
    }
  }
}
