package io.quayside.readmodel;

import io.vertx.core.Future;

/**
 * The store that a projection writes its batches to, and the projection's scheduler. Futures
 * complete and tasks run on the projection's context.
 */
interface BatchSink {
  /** Writes a batch in one transaction. After a failure the batch may or may not be written. */
  Future<?> write(Batch batch);

  /** Runs a task after the present round of the event loop. */
  void soon(Runnable task);

  /** Runs a task after a delay. */
  void later(long millis, Runnable task);
}
