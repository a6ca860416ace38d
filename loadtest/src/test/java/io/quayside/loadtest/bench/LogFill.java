package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Brings the log to so many events, and as many positions, of some shipments, and returns when the
 * read models have them: milestones one by one, positions in bodies.
 */
final class LogFill {
  private static final int BODIES = 8;
  private static final int LINES = 500;
  private static final int OK = 200;
  private static final double STEP_SECONDS = 5;
  private static final long WITHIN_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Settings settings;
  private final Server gateway;
  private final Generations generations;
  private final List<byte[]> shipments;

  LogFill(Settings settings, Server gateway, Generations generations, List<byte[]> shipments) {
    this.settings = settings;
    this.gateway = gateway;
    this.generations = generations;
    this.shipments = shipments;
  }

  /** Writes what is missing. */
  void run() {
    var keys = new Talks.Keys();
    fill("positions", BODIES, part -> Positions.lines(part, LINES));
    fill("events", settings.connections(), part -> new Talks.Milestones(part, keys, OK));
  }

  private void fill(String topic, int connections, Function<List<byte[]>, Talk> talk) {
    long deadline = System.nanoTime() + WITHIN_NANOS;
    int current = generations.current();
    LongSupplier projected = () -> generations.records(current, topic);
    var talks = Talks.split(shipments, connections).stream().map(talk).toList();
    long written = projected.getAsLong();
    try (var load = new ClosedLoad(Kind.HTTP, List.of(gateway.address()), talks)) {
      while (written < settings.records()) {
        requireBefore(deadline, topic, written);
        written += load.run(STEP_SECONDS).messages();
        Stage.say("fill: %,d %s", written, topic);
      }
    }
    while (projected.getAsLong() < written) {
      requireBefore(deadline, topic, projected.getAsLong());
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void requireBefore(long deadline, String topic, long done) {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException(
          "only %d %s of %d in time".formatted(done, topic, settings.records()));
    }
  }
}
