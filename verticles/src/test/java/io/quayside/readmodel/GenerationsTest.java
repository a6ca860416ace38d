package io.quayside.readmodel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.OnContext;
import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Generation.SwitchMode;
import io.quayside.readmodel.Generations.Known;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class GenerationsTest {
  private final ArrayDeque<Promise<Known>> asked = new ArrayDeque<>();
  private final Generations generations = new Generations(this::ask);

  private Future<Known> ask() {
    Promise<Known> answer = Promise.promise();
    asked.add(answer);
    return answer.future();
  }

  static Generation generation(int number, State state) {
    return new Generation(number, state, Instant.EPOCH, null, null, 20_000, SwitchMode.MANUAL);
  }

  @Test
  void shouldWriteAFormerGenerationForTenSeconds() {
    List<Generation> all =
        List.of(
            generation(2, State.CURRENT), generation(1, State.FORMER), generation(0, State.FORMER));

    Known soon = Known.of(all, 9_999);
    assertThat(soon.current()).isEqualTo(2);
    assertThat(soon.former()).isEqualTo(1);
    assertThat(List.of(soon.isWritten(2), soon.isWritten(1), soon.isWritten(0)))
        .containsExactly(true, true, false);
    Known later = Known.of(all, 10_000);
    assertThat(later.former()).isNull();
    assertThat(later.isWritten(1)).isFalse();
  }

  @Test
  void shouldWriteAGenerationOnItsWayAndNoneThatFailed() {
    for (State state : List.of(State.RUNNING, State.READY)) {
      Known known =
          Known.of(
              List.of(
                  generation(3, state), generation(2, State.FAILED), generation(1, State.CURRENT)),
              Long.MAX_VALUE);
      assertThat(known.rebuilt()).isEqualTo(3);
      assertThat(known.onTheWay()).isEqualTo(generation(3, state));
      assertThat(List.of(known.isWritten(3), known.isWritten(2), known.isWritten(1)))
          .containsExactly(true, false, true);
    }
    assertThat(Known.of(List.of(generation(0, State.CURRENT)), Long.MAX_VALUE).onTheWay()).isNull();
  }

  @Test
  void shouldAskOnceForSeveralCallersAndAgainAfterwards() {
    assertThat(generations.isStale()).isTrue();
    Future<Known> first = generations.ask();
    Future<Known> second = generations.ask();
    assertThat(asked).hasSize(1);

    Known known = Known.of(List.of(generation(1, State.CURRENT)), Long.MAX_VALUE);
    asked.remove().complete(known);
    assertThat(first.result()).isSameAs(known);
    assertThat(second.result()).isSameAs(known);
    assertThat(generations.current()).isEqualTo(1);
    assertThat(generations.isStale()).isFalse();

    Future<Known> third = generations.ask();
    asked.remove().fail("no connection");
    assertThat(third.failed()).isTrue();
    assertThat(generations.current()).as("as it was").isEqualTo(1);
    generations.ask();
    assertThat(asked).hasSize(1);
  }

  /** Shards of a node ask at the same time; each goes on as itself. */
  @Test
  void shouldAnswerEachCallerOnItsOwnContext(Vertx vertx) throws Exception {
    List<Context> own = List.of(eventLoop(vertx), eventLoop(vertx), eventLoop(vertx));
    List<Promise<Context>> answered = own.stream().map(one -> Promise.<Context>promise()).toList();
    for (int i = 0; i < own.size(); i++) {
      Promise<Context> promise = answered.get(i);
      OnContext.run(own.get(i), () -> Future.succeededFuture(generations.ask()))
          .await(5, SECONDS)
          .onComplete(known -> promise.complete(Vertx.currentContext()));
    }
    assertThat(asked).hasSize(1);
    own.getFirst()
        .runOnContext(
            v -> asked.remove().complete(Known.of(List.of(generation(0, State.CURRENT)), 0)));
    for (int i = 0; i < own.size(); i++) {
      assertThat(answered.get(i).future().await(5, SECONDS)).isSameAs(own.get(i));
    }
  }

  private static Context eventLoop(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }
}
