package io.quayside.common.scheduling;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Futures between event loops. */
public final class OnContext {
  private OnContext() {}

  /**
   * Runs a task on a context; what it throws fails the future, which is completed on the caller's
   * context if it has one.
   */
  public static <T extends @Nullable Object> Future<T> run(
      Context context, Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        v -> {
          try {
            task.get().onComplete(done);
          } catch (RuntimeException failure) {
            done.tryFail(failure);
          }
        });
    return here(done.future());
  }

  /** The same future, completed on the caller's context if it has one. */
  public static <T extends @Nullable Object> Future<T> here(Future<T> future) {
    Context caller = Vertx.currentContext();
    return caller == null ? future : complete(caller, future);
  }

  /**
   * The same future, which fails unless it completes in time, on the caller's context if it has
   * one. {@link Future#timeout} of a future without a context fails on a thread of Netty's.
   */
  public static <T extends @Nullable Object> Future<T> within(
      long time, TimeUnit unit, Future<T> future) {
    return here(future.timeout(time, unit));
  }

  /** The same future, completed on a context. */
  public static <T extends @Nullable Object> Future<T> complete(Context context, Future<T> future) {
    Promise<T> done = Promise.promise();
    future.onComplete(result -> context.runOnContext(v -> done.handle(result)));
    return done.future();
  }

  /**
   * Throws unless the caller runs on that context. Timers that it starts elsewhere would end with
   * whatever the other context belongs to, and run beside what it does here.
   */
  public static void require(Context context) {
    if (Vertx.currentContext() != context) {
      throw new IllegalStateException("not on its own context");
    }
  }
}
