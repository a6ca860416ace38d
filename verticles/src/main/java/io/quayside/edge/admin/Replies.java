package io.quayside.edge.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Answers on the requests' own event loop. */
final class Replies {
  private Replies() {}

  /** Hands the result of a future to {@code answer}; a failure of either is answered. */
  static <T> void await(Context context, AdminCall call, Future<T> future, Consumer<T> answer) {
    future.onComplete(
        (result, failure) ->
            context.runOnContext(
                v -> {
                  if (failure != null) {
                    call.fail(Unavailable.where(failure));
                    return;
                  }
                  try {
                    answer.accept(result);
                  } catch (RuntimeException refused) {
                    call.fail(refused);
                  }
                }));
  }
}
