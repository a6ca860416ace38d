package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * WebSockets that listen to a shipment each, drained by one thread. Frames are counted by their
 * heads; of few sockets only is looked into them, for the time they took.
 */
final class Subscribers implements AutoCloseable {
  private static final long GIVEN_UP_NANOS = 120_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;
  private static final int BATCH = 100;
  private static final String SEQUENCE = "\"sequence\":";
  private static final int OP_AT = "{\"op\":\"".length();

  private final Loop loop = new Loop("subscribers");
  private final AtomicInteger subscribed = new AtomicInteger();
  private final SentTimes sentTimes;
  private Latencies latencies = new Latencies();
  private long frames;
  private long bytes;

  /** When each sequence was sent, or due; the latest are kept. */
  static final class SentTimes {
    private static final int KEPT = 1 << 20;
    private final AtomicLongArray nanos = new AtomicLongArray(KEPT);

    void sent(long sequence, long at) {
      nanos.lazySet((int) (sequence % KEPT), at);
    }

    long of(long sequence) {
      return nanos.get((int) (sequence % KEPT));
    }
  }

  /** Frames that have arrived, and their payloads' bytes. */
  record Arrived(long frames, long bytes, Latencies latencies) {}

  /** One socket for each of the shipments; every {@code sample}th is looked into. */
  Subscribers(InetSocketAddress address, List<byte[]> shipments, int sample, SentTimes sentTimes) {
    this.sentTimes = sentTimes;
    try {
      for (int from = 0; from < shipments.size(); from += BATCH) {
        int first = from;
        int end = Math.min(shipments.size(), from + BATCH);
        loop.call(
            () -> {
              for (int i = first; i < end; i++) {
                new SocketWire(loop, address, new Subscriber(shipments.get(i), i % sample == 0));
              }
            });
        awaitSubscribed(end);
      }
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private void awaitSubscribed(int count) {
    long deadline = System.nanoTime() + GIVEN_UP_NANOS;
    while (subscribed.get() < count) {
      loop.check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%d of %d subscribed".formatted(subscribed.get(), count));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** What has arrived since this was asked the last time. */
  Arrived take() {
    var taken = new Arrived[1];
    loop.call(
        () -> {
          taken[0] = new Arrived(frames, bytes, latencies);
          frames = 0;
          bytes = 0;
          latencies = new Latencies();
        });
    loop.check();
    return taken[0];
  }

  /** Frames that have arrived since {@link #take}. */
  long arrived() {
    var now = new long[1];
    loop.call(() -> now[0] = frames);
    loop.check();
    return now[0];
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Subscriber implements Wire.Listener {
    private final byte[] shipment;
    private final boolean sampled;
    private boolean live;

    Subscriber(byte[] shipment, boolean sampled) {
      this.shipment = shipment;
      this.sampled = sampled;
    }

    @Override
    public void opened(Wire wire) {
      var subscribe =
          Message.frame(
              "{\"op\":\"subscribe\",\"id\":\"s\",\"shipmentId\":\"${shipment:26}\","
                  + "\"positions\":true}");
      subscribe.text("shipment", shipment);
      wire.send(subscribe);
    }

    @Override
    public void message(Wire wire, int status, ByteBuffer in, int at, int length) {
      if (live && in.get(at + OP_AT) == 'p') {
        frames++;
        bytes += length;
        if (sampled) {
          latencies.record(System.nanoTime() - sentTimes.of(sequence(in, at, length)));
        }
      } else if (!live && in.get(at + OP_AT) == 's') {
        live = true;
        subscribed.incrementAndGet();
      } else {
        loop.fail(new UnexpectedAnswer(status, in, at, length));
      }
    }

    private static long sequence(ByteBuffer in, int at, int length) {
      var text = UnexpectedAnswer.text(in, at, length);
      int from = text.indexOf(SEQUENCE) + SEQUENCE.length();
      return Long.parseLong(text, from, text.indexOf(',', from), 10);
    }
  }
}
