package io.quayside.readmodel;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The store that a projection writes its batches to, and the projection's scheduler. Futures
 * complete and tasks run on the projection's context.
 */
interface BatchSink {
  /** Writes a batch in one transaction. After a failure the batch may or may not be written. */
  Future<?> write(Batch batch);

  /**
   * The code of a failure that is a refusal of rows; null for any other, after which the store may
   * take the same batch later.
   */
  @Nullable String refusal(Throwable failure);

  /** Runs a task after the present round of the event loop. */
  void soon(Runnable task);

  /** Runs a task after a delay. */
  void later(long millis, Runnable task);
}
