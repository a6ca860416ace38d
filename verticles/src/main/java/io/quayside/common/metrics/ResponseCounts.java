package io.quayside.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The answers by HTTP status: a counter for each, found by its number, since every request counts.
 * Safe for several threads.
 */
final class ResponseCounts {
  private static final int MAX_STATUS = 599;

  /** Those whose rates are asked for; others have a series from their first answer on. */
  private static final int[] FROM_THE_START = {200, 201, 400, 429, 500, 503};

  private final MeterRegistry registry;
  private final AtomicReferenceArray<@Nullable Counter> counters =
      new AtomicReferenceArray<>(MAX_STATUS + 1);

  ResponseCounts(MeterRegistry registry) {
    this.registry = registry;
  }

  void begin() {
    for (int status : FROM_THE_START) {
      counter(status);
    }
  }

  void count(int status) {
    if (status >= 0 && status <= MAX_STATUS) {
      counter(status).increment();
    }
  }

  /** Registering one twice gives the same one. */
  private Counter counter(int status) {
    Counter known = counters.get(status);
    if (known != null) {
      return known;
    }
    Counter made =
        Counter.builder("quayside.http.responses")
            .description("Answers by HTTP status")
            .tag("status", Integer.toString(status))
            .register(registry);
    counters.set(status, made);
    return made;
  }
}
