package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connections that send their next message when the last one is answered: a closed loop. */
final class ClosedLoad implements Load {
  private static final long GIVEN_UP_NANOS = 30_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;

  private final Loop loop = new Loop("load");
  private final List<Speaker> speakers = new ArrayList<>();
  private final int atATime;

  /** Those that do not wait for an answer; the loop's while it runs. */
  private final Queue<Speaker> silent = new ArrayDeque<>();

  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private Latencies latencies = new Latencies();
  private long messages;
  private long lastAnswer;
  private volatile boolean over = true;

  /** How connections are made. */
  enum Kind {
    HTTP,
    WEB_SOCKET,
    MQTT
  }

  /** A connection for each talk, shared out to the addresses by turns. */
  ClosedLoad(Kind kind, List<InetSocketAddress> addresses, List<? extends Talk> talks) {
    this(kind, addresses, talks, talks.size());
  }

  /** As the other one, of which so many wait for an answer at a time: they speak by turns. */
  ClosedLoad(
      Kind kind, List<InetSocketAddress> addresses, List<? extends Talk> talks, int atATime) {
    this.atATime = atATime;
    try {
      for (int i = 0; i < talks.size(); i++) {
        var address = addresses.get(i % addresses.size());
        var speaker = new Speaker(talks.get(i));
        loop.call(() -> speaker.wire = connect(kind, address, speaker));
        speakers.add(speaker);
        silent.add(speaker);
      }
      await(() -> opened.get() == speakers.size());
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private Wire connect(Kind kind, InetSocketAddress address, Wire.Listener listener) {
    return switch (kind) {
      case HTTP -> new HttpWire(loop, address, listener);
      case WEB_SOCKET -> new SocketWire(loop, address, listener);
      case MQTT -> new MqttWire(loop, address, listener);
    };
  }

  @Override
  public Tally run(double seconds) {
    over = false;
    long start = System.nanoTime();
    loop.call(
        () -> {
          latencies = new Latencies();
          messages = 0;
          busy.set(atATime);
          for (int i = 0; i < atATime; i++) {
            next();
          }
        });
    long end = start + (long) (seconds * 1e9);
    while (System.nanoTime() < end && busy.get() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
      loop.check();
    }
    over = true;
    await(() -> busy.get() == 0);
    return new Tally(messages, (lastAnswer - start) / 1e9, latencies);
  }

  /** Has the one speak that has been silent for longest and has something left to say, if any. */
  private void next() {
    for (int left = over ? 0 : silent.size(); left > 0; left--) {
      var speaker = silent.remove();
      if (speaker.speaks()) {
        return;
      }
      silent.add(speaker);
    }
    busy.decrementAndGet();
  }

  private void await(BooleanSupplier condition) {
    loop.await(
        condition, GIVEN_UP_NANOS, () -> busy.get() + " connections are left without an answer");
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Speaker implements Wire.Listener {
    private final Talk talk;
    private Wire wire;
    private long sentAt;

    Speaker(Talk talk) {
      this.talk = talk;
    }

    @Override
    public void opened(Wire opened) {
      ClosedLoad.this.opened.incrementAndGet();
    }

    /** Whether it has had something to say, and said it. */
    private boolean speaks() {
      var message = talk.next();
      if (message == null) {
        return false;
      }
      sentAt = System.nanoTime();
      wire.send(message);
      return true;
    }

    @Override
    public void message(Wire from, int status, ByteBuffer in, int at, int length) {
      if (!talk.expected(status, in, at, length)) {
        loop.fail(new UnexpectedAnswer(status, in, at, length));
        return;
      }
      lastAnswer = System.nanoTime();
      latencies.record(lastAnswer - sentAt);
      messages += talk.weight();
      silent.add(this);
      next();
    }
  }
}
