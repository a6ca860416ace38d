package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShutdownTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Shutdown shutdown = new Shutdown();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void shouldStopTheLastFirstAndOnlyOnce() {
    start("log");
    start("gateway");
    shutdown.run();
    shutdown.run();
    assertThat(stopped).containsExactly("gateway", "log");
  }

  @Test
  void shouldGoOnWhenAPartDoesNotStop() {
    start("log");
    shutdown.start(
        "failing",
        () -> "failing",
        SOON,
        part -> {
          throw new IOException("no");
        });
    var never = new CountDownLatch(1);
    shutdown.start("hanging", () -> "hanging", Duration.ofMillis(50), part -> never.await());
    shutdown.run();
    assertThat(stopped).containsExactly("log");
  }

  @Test
  void shouldStartNothingOnceTheEndHasBegun() {
    shutdown.run();
    assertThatThrownBy(() -> start("gateway")).isInstanceOf(Shutdown.BegunException.class);
  }

  @Test
  void shouldStopWhatWasStartingWhenTheEndBegan() throws InterruptedException {
    var inside = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    var starter =
        Thread.ofPlatform()
            .start(
                () ->
                    shutdown.start(
                        "slow",
                        () -> {
                          inside.countDown();
                          finish.await();
                          return "slow";
                        },
                        SOON,
                        stopped::add));
    inside.await();
    var end = Thread.ofPlatform().start(shutdown::run);
    finish.countDown();
    starter.join();
    end.join();
    assertThat(stopped).containsExactly("slow");
  }

  @Test
  void shouldNotWaitForAFutureOnceTheEndHasBegun() throws InterruptedException {
    var outcome = new CopyOnWriteArrayList<Throwable>();
    var inside = new CountDownLatch(1);
    var starter =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((thread, failure) -> outcome.add(failure))
            .start(
                () ->
                    shutdown.start(
                        "never",
                        () -> {
                          inside.countDown();
                          return shutdown.await(Promise.<String>promise().future());
                        },
                        SOON,
                        stopped::add));
    inside.await();
    shutdown.run();
    starter.join();
    assertThat(outcome).singleElement().isInstanceOf(Shutdown.BegunException.class);
    assertThat(stopped).isEmpty();
  }

  @Test
  void shouldSayInOneLineWhatFailed() {
    assertThatThrownBy(
            () ->
                shutdown.start(
                    "Kafka",
                    () -> {
                      throw new IOException("no\nspace", new IOException("disk full"));
                    },
                    SOON,
                    part -> {}))
        .isInstanceOf(StartException.class)
        .hasMessage("Kafka: no (disk full)");
    assertThat(shutdown.fail(1)).isTrue();
    shutdown.run();
    assertThat(shutdown.fail(1)).isFalse();
  }

  private void start(String name) {
    shutdown.start(name, () -> name, SOON, stopped::add);
  }
}
