package io.quayside.readmodel;

import io.vertx.core.Future;

/**
 * Where a projection's batches go, and what makes it go on. Everything completes and runs on the
 * projection's context.
 */
interface BatchSink {
  /** Writes all of a batch in one transaction; after a failure it may be written or not. */
  Future<?> write(Batch batch);

  /** Runs a task when what is being done now is done. */
  void soon(Runnable task);

  /** Runs a task after a while. */
  void later(long millis, Runnable task);
}
