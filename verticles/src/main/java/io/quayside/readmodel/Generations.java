package io.quayside.readmodel;

import io.quayside.common.scheduling.OnContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations as this node knows them. It asks PostgreSQL every {@link #PERIOD_MILLIS}, so that
 * it reads a new current generation at most 500 ms after the switch. May be used from any thread.
 */
public final class Generations {
  /** How often a node asks. */
  public static final long PERIOD_MILLIS = 300;

  /** For so long a former generation is written after the switch. */
  static final long FORMER_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

  /** A query that finds the last answer older than this asks first. */
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Supplier<Future<Known>> database;
  private final AtomicReference<@Nullable Future<Known>> asking = new AtomicReference<>();
  private volatile Known known = new Known(0, null, null, List.of());
  private volatile long askedNanos = System.nanoTime() - STALE_NANOS;

  public Generations(GenerationStore store) {
    this(store::known);
  }

  /** {@code database} answers what it knows. */
  Generations(Supplier<Future<Known>> database) {
    this.database = database;
  }

  /**
   * What the node knows.
   *
   * @param current the generation that is read
   * @param rebuilt the generation on its way, or null
   * @param former the generation that was current until less than 10 s ago, or null
   * @param all all generations, newest first
   */
  public record Known(
      int current, @Nullable Integer rebuilt, @Nullable Integer former, List<Generation> all) {
    /** Whether shards write the generation, as far as they can. */
    public boolean isWritten(int generation) {
      return generation == current
          || (rebuilt != null && generation == rebuilt)
          || (former != null && generation == former);
    }

    /** The generation on its way, or null. */
    public @Nullable Generation onTheWay() {
      return all.stream()
          .filter(one -> rebuilt != null && one.number() == rebuilt)
          .findFirst()
          .orElse(null);
    }

    static Known of(List<Generation> all, long millisSinceSwitch) {
      int current = 0;
      Integer rebuilt = null;
      Integer former = null;
      for (Generation one : all) {
        switch (one.state()) {
          case CURRENT -> current = one.number();
          case RUNNING, READY -> rebuilt = one.number();
          // Newest first: the last one that was current is the one with the highest number.
          case FORMER -> {
            if (former == null && millisSinceSwitch < FORMER_MILLIS) {
              former = one.number();
            }
          }
          case FAILED -> {}
        }
      }
      return new Known(current, rebuilt, former, all);
    }
  }

  /** The generation that is read. */
  public int current() {
    return known.current;
  }

  /** What the node knows, without asking. */
  public Known known() {
    return known;
  }

  /** Whether the node has not asked for so long that it may read a generation that stands still. */
  boolean isStale() {
    return System.nanoTime() - askedNanos > STALE_NANOS;
  }

  /** Asks PostgreSQL; callers at the same time share one question, each on its own context. */
  public Future<Known> ask() {
    Promise<Known> answered = Promise.promise();
    Future<Known> before = asking.compareAndExchange(null, answered.future());
    if (before != null) {
      // Else what a shard does next would run on, and end with, the context of another one.
      return OnContext.here(before);
    }
    long startNanos = System.nanoTime();
    database
        .get()
        .onComplete(
            (found, failure) -> {
              asking.set(null);
              if (failure == null) {
                learned(found, startNanos);
                answered.complete(found);
              } else {
                answered.fail(failure);
              }
            });
    return answered.future();
  }

  private void learned(Known found, long startNanos) {
    if (found.current != known.current) {
      LOG.info("queries read generation {} from now on", found.current);
    }
    known = found;
    askedNanos = startNanos;
  }
}
