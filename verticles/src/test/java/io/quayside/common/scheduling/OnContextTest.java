package io.quayside.common.scheduling;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OnContextTest {
  private Context caller;
  private Context other;

  @BeforeEach
  void makeContexts(Vertx vertx) {
    caller = ((VertxInternal) vertx).createEventLoopContext();
    other = ((VertxInternal) vertx).createEventLoopContext();
  }

  private record Completed(Context on, Throwable failure) {}

  /** Calls on the caller's context, and says where and how the future completes. */
  private <T> Completed called(Supplier<Future<T>> call) throws Exception {
    Promise<Completed> completed = Promise.promise();
    caller.runOnContext(
        v ->
            call.get()
                .onComplete(
                    (result, failure) ->
                        completed.complete(new Completed(Vertx.currentContext(), failure))));
    return completed.future().await(5, SECONDS);
  }

  private <T> Completed calledOnOther(Supplier<Future<T>> task) throws Exception {
    return called(() -> OnContext.run(other, task));
  }

  @Test
  void shouldRunThereAndComeBack() throws Exception {
    Promise<Context> ranOn = Promise.promise();

    Completed completed =
        calledOnOther(
            () -> {
              ranOn.complete(Vertx.currentContext());
              return Future.succeededFuture();
            });

    assertThat(ranOn.future().result()).isSameAs(other);
    assertThat(completed.on).isSameAs(caller);
  }

  @Test
  void shouldFailWithWhatATaskThrows() throws Exception {
    Completed completed =
        calledOnOther(
            () -> {
              throw new IllegalStateException("thrown");
            });

    assertThat(completed.on).isSameAs(caller);
    assertThat(completed.failure).hasMessage("thrown");
  }

  @Test
  void shouldFailInTimeOnTheCallersContext() throws Exception {
    Completed completed =
        called(() -> OnContext.within(1, MILLISECONDS, Promise.promise().future()));

    assertThat(completed.on).isSameAs(caller);
    assertThat(completed.failure).isInstanceOf(TimeoutException.class);
  }

  @Test
  void shouldTellOneContextFromAnother() throws Exception {
    assertThat(
            called(
                    () -> {
                      OnContext.require(caller);
                      return Future.succeededFuture();
                    })
                .failure)
        .isNull();
    assertThatThrownBy(() -> OnContext.require(caller)).isInstanceOf(IllegalStateException.class);
  }
}
