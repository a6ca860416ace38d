package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of watches. May be used from any thread. */
public final class FleetMetrics {
  private final AtomicInteger watches = new AtomicInteger();
  private final AtomicInteger catchingUp = new AtomicInteger();
  private final Map<Op, Counter> frames = new EnumMap<>(Op.class);
  private final Counter lookups;

  /** What a frame of a watch says. */
  public enum Op {
    EVENT,
    LEFT,
    POSITION,
    CURSOR
  }

  public FleetMetrics(MeterRegistry registry) {
    Gauge.builder("quayside.watches", watches, AtomicInteger::get)
        .description("Watches of sets of shipments")
        .register(registry);
    Gauge.builder("quayside.watch.catching.up", catchingUp, AtomicInteger::get)
        .description("Watches that are sent what they missed")
        .register(registry);
    lookups =
        Counter.builder("quayside.watch.lookups")
            .description("Shipments that were looked up in the read models for watches")
            .register(registry);
    for (Op op : Op.values()) {
      frames.put(
          op,
          Counter.builder("quayside.watch.frames")
              .description("Frames of watches by what they say")
              .tag("op", op.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Counts a watch that has begun (1) or ended (-1). */
  public void watches(int change) {
    watches.addAndGet(change);
  }

  /** Counts a watch that catches up from now on (1) or no longer does (-1). */
  public void catchingUp(int change) {
    catchingUp.addAndGet(change);
  }

  /** Counts a frame that is sent. */
  public void frame(Op op) {
    Objects.requireNonNull(frames.get(op)).increment();
  }

  /** Counts shipments that are looked up. */
  public void lookups(int count) {
    lookups.increment(count);
  }
}
