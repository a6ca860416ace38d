package io.quayside.node;

import io.quayside.common.metrics.Metrics;
import io.quayside.readmodel.BoardCounts;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the numbers of tenders and documents of the whole cluster in the metrics of one node. A
 * count begins when the last one is at least 50 times its own duration ago, so that counting takes
 * at most 2 % of one connection.
 */
final class BoardCounter {
  /** The shard whose owner counts. */
  static final int SHARD = 0;

  private static final long PERIOD_MILLIS = 5_000;
  private static final int REST = 50;

  private final Vertx vertx;
  private final BoardCounts counts;
  private final Metrics metrics;
  private boolean closed;

  BoardCounter(Vertx vertx, BoardCounts counts, Metrics metrics) {
    this.vertx = vertx;
    this.counts = counts;
    this.metrics = metrics;
  }

  void start() {
    long began = System.nanoTime();
    counts
        .count()
        .onSuccess(
            found -> {
              if (!closed) {
                metrics.boards(found.tenders(), found.overdue());
              }
            })
        .onComplete(
            counted -> {
              long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
              if (!closed) {
                vertx.setTimer(Math.max(PERIOD_MILLIS, REST * took), t -> again());
              }
            });
  }

  private void again() {
    if (!closed) {
      start();
    }
  }

  /** Another node counts from now on. */
  void close() {
    closed = true;
    metrics.boards(Map.of(), 0);
  }
}
