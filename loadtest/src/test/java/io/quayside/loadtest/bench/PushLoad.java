package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Positions that are published, and the frames of them that arrive at the subscribers. */
final class PushLoad implements Load {
  private static final long POLL_NANOS = 20_000_000;
  private static final int STILL = 25;

  private final Subscribers.SentTimes sentTimes = new Subscribers.SentTimes();
  private final Subscribers subscribers;
  private final Publisher publisher;
  private final double updatesPerSecond;
  private final int listeners;

  /**
   * What is published and who listens.
   *
   * @param subscribed a shipment for each socket
   * @param listeners sockets that get each update
   * @param sample every how many sockets one is looked into
   * @param connections over which is published
   */
  PushLoad(
      InetSocketAddress address,
      List<byte[]> subscribed,
      int listeners,
      int sample,
      int connections,
      Positions published,
      double updatesPerSecond) {
    this.listeners = listeners;
    this.updatesPerSecond = updatesPerSecond;
    subscribers = new Subscribers(address, subscribed, sample, sentTimes);
    publisher = new Publisher(address, connections, published, sentTimes);
  }

  @Override
  public Tally run(double seconds) {
    return run(updatesPerSecond, seconds);
  }

  /** The same at another pace; closing it closes nothing. */
  Load at(double perSecond) {
    return new Load() {
      @Override
      public Tally run(double seconds) {
        return PushLoad.this.run(perSecond, seconds);
      }

      @Override
      public void close() {}
    };
  }

  /** Counts frames that arrived; the latencies are from when an update was due to be posted. */
  private Tally run(double perSecond, double seconds) {
    subscribers.take();
    long start = System.nanoTime();
    long published = publisher.run(perSecond, seconds);
    long last = System.nanoTime();
    long arrived = subscribers.arrived();
    // Of a socket that is full only the newest positions go out, so not all need to come.
    for (int still = 0; still < STILL && arrived < published * listeners; ) {
      LockSupport.parkNanos(POLL_NANOS);
      long now = subscribers.arrived();
      if (now > arrived) {
        last = System.nanoTime();
        still = 0;
      } else {
        still++;
      }
      arrived = now;
    }
    var all = subscribers.take();
    return new Tally(all.frames(), (last - start) / 1e9, all.latencies());
  }

  @Override
  public void close() {
    publisher.close();
    subscribers.close();
  }
}
