package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Requests over HTTP at a steady pace, whatever the answers take: an open loop. A request that
 * finds no connection free waits for one; latencies run from when a request was due.
 */
final class PacedLoad implements Load {
  private static final long GIVEN_UP_NANOS = 60_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;

  private final Loop loop = new Loop("paced");
  private final double perSecond;
  private final ArrayDeque<Speaker> free = new ArrayDeque<>();

  /** When requests were due for which no connection was free; those of one run at most. */
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();

  private final AtomicInteger busy = new AtomicInteger();
  private Latencies latencies = new Latencies();
  private long messages;

  /** A connection for each talk. */
  PacedLoad(InetSocketAddress address, List<? extends Talk> talks, double perSecond) {
    this.perSecond = perSecond;
    loop.call(
        () -> {
          for (Talk talk : talks) {
            Speaker speaker = new Speaker(talk);
            speaker.wire = new HttpWire(loop, address, speaker);
            free.add(speaker);
          }
        });
  }

  @Override
  public Tally run(double seconds) {
    long start = System.nanoTime();
    loop.call(
        () -> {
          latencies = new Latencies();
          messages = 0;
          loop.pace(perSecond, this::due);
        });
    long end = start + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      loop.check();
      LockSupport.parkNanos(POLL_NANOS);
    }
    loop.call(() -> loop.pace(1, null));
    await(() -> busy.get() == 0);
    Tally[] tally = new Tally[1];
    loop.call(() -> tally[0] = new Tally(messages, (System.nanoTime() - start) / 1e9, latencies));
    return tally[0];
  }

  /** The latencies of the last run. */
  Latencies latencies() {
    return latencies;
  }

  private void await(BooleanSupplier condition) {
    loop.await(
        condition, GIVEN_UP_NANOS, () -> busy.get() + " requests are left without an answer");
  }

  private void due(long at) {
    busy.incrementAndGet();
    Speaker speaker = free.poll();
    if (speaker == null) {
      waiting.add(at);
    } else {
      speaker.send(at);
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Speaker implements Wire.Listener {
    private final Talk talk;
    private Wire wire;
    private long dueAt;

    Speaker(Talk talk) {
      this.talk = talk;
    }

    @Override
    public void opened(Wire opened) {}

    private void send(long at) {
      dueAt = at;
      wire.send(talk.next());
    }

    @Override
    public void message(Wire from, int status, ByteBuffer in, int at, int length) {
      if (!talk.expected(status, in, at, length)) {
        loop.fail(new UnexpectedAnswer(status, in, at, length));
        return;
      }
      latencies.record(System.nanoTime() - dueAt);
      messages += talk.weight();
      busy.decrementAndGet();
      Long next = waiting.poll();
      if (next == null) {
        free.add(this);
      } else {
        send(next);
      }
    }
  }
}
