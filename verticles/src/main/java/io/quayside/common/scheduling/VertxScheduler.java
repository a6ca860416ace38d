package io.quayside.common.scheduling;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The scheduler of a Vert.x context. */
public final class VertxScheduler implements Scheduler {
  private final Vertx vertx;
  private final Context context;

  /** Of the caller's context. */
  public VertxScheduler(Vertx vertx) {
    this(vertx, vertx.getOrCreateContext());
  }

  /** Of a given context. */
  public VertxScheduler(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(v -> task.run());
  }

  @Override
  public Cancellable schedule(long delayMillis, Runnable task) {
    long id = vertx.setTimer(delayMillis, timer -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public Cancellable scheduleEvery(long periodMillis, Runnable task) {
    long id = vertx.setPeriodic(periodMillis, timer -> task.run());
    return () -> vertx.cancelTimer(id);
  }
}
