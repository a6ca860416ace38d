package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Writers that assign carriers through one node, and read back each version at once: a query that
 * shows an older one, or is refused for another cause than a shard that moves, fails them.
 */
final class ReadBackLoad implements AutoCloseable {
  private static final int WRITERS = 8;
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Duration RETRY = Duration.ofMillis(20);

  /** What a command or query may be told while its shard has no owner. */
  private static final List<String> PASSING =
      List.of("temporarily-unavailable", "command-in-flight");

  private final Client client;
  private final Dispatcher dispatcher;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger rounds = new AtomicInteger();
  private final Map<String, Integer> versions = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> running;

  ReadBackLoad(Client client) {
    this.client = client;
    this.dispatcher = new Dispatcher(client);
    this.running =
        IntStream.range(0, WRITERS)
            .mapToObj(i -> CompletableFuture.runAsync(this::run, Thread::startVirtualThread))
            .toList();
  }

  private void run() {
    var id = dispatcher.book();
    for (int round = 0; !stopped.get(); round++) {
      var vehicle = "V" + round;
      var key = id + "-" + round;
      int version =
          answered(() -> dispatcher.assignCarrier(id, vehicle, "Idempotency-Key", key))
              .json()
              .getInteger("version");
      versions.put(id, version);
      var shown =
          answered(() -> client.get("/v1/shipments/" + id + "?min-version=" + version)).json();
      assertThat(shown.getInteger("version")).isEqualTo(version);
      assertThat(shown.getString("vehicle")).isEqualTo(vehicle);
      rounds.incrementAndGet();
    }
  }

  /** The answer with status 200; until then the caller is told to come again. */
  private static Answer answered(Supplier<Answer> call) {
    while (true) {
      var answer = call.get();
      if (answer.status() == 200) {
        return answer;
      }
      assertThat(answer.json().getString("code")).as(answer.text()).isIn(PASSING);
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /** Until each writer has, on average, done so many more rounds. */
  void await(int more) {
    int from = rounds.get();
    Awaitility.await()
        .atMost(WITHIN)
        .until(
            () -> {
              running.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
              return rounds.get() >= from + more * WRITERS;
            });
  }

  /** Fails if one of the writers has, or if what one was answered is not shown at the end. */
  @Override
  public void close() {
    stopped.set(true);
    running.forEach(CompletableFuture::join);
    versions.forEach(
        (id, version) ->
            assertThat(dispatcher.view(id, version).getInteger("version")).isEqualTo(version));
  }
}
