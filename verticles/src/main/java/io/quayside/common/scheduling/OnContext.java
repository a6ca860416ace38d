package io.quayside.common.scheduling;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Futures between event loops. */
public final class OnContext {
  private OnContext() {}

  /** Runs a task on a context; what it throws fails the future. */
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
    return done.future();
  }

  /** The same future, completed on a context. */
  public static <T extends @Nullable Object> Future<T> complete(Context context, Future<T> future) {
    Promise<T> done = Promise.promise();
    future.onComplete(result -> context.runOnContext(v -> done.handle(result)));
    return done.future();
  }
}
