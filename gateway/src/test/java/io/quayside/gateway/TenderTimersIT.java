package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many tenders that close in the same moment: {@code -Dtimers.tenders=10000} of them in place of
 * 300. It prints how late they were, and what a command took before and meanwhile.
 */
@ExtendWith(SharedGateway.class)
class TenderTimersIT {
  private static final int TENDERS = Integer.getInteger("timers.tenders", 300);
  private static final int AT_ONCE = 16;

  /** Commands on the way at once while tenders are opened. */
  private static final int UNANSWERED = 500;

  /** Tenders opened a second, as few as on a machine that does much else. */
  private static final int OPENED_PER_SECOND = Integer.getInteger("timers.opened", 100);

  /** What is expected of such a machine, so that commands are measured meanwhile. */
  private static final int FIRED_PER_SECOND = 1_000;

  private static final Duration LATE_AT_MOST = Duration.ofSeconds(10);

  private final Client client;
  private final Dispatcher dispatcher;

  TenderTimersIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldCloseAllThatAreDueAtOnce() throws Exception {
    var ids = pipelined(i -> Command.book(Bodies.booking()));
    var closesAt =
        Instant.now().plusSeconds(5 + TENDERS / OPENED_PER_SECOND).truncatedTo(ChronoUnit.SECONDS);
    var terms =
        new JsonObject()
            .put("kind", "SPOT")
            .put("currency", "EUR")
            .put("closesAt", closesAt.toString());
    assertThat(pipelined(i -> Command.of("OpenTender", ids.get(i), terms))).isEqualTo(ids);
    assertThat(Instant.now()).as("all were open in time").isBefore(closesAt);
    var before = commandMillis(closesAt);
    var meanwhile = commandMillis(closesAt.plusSeconds(2 + TENDERS / FIRED_PER_SECOND));

    var late =
        inParallel(ids.stream().<Callable<Long>>map(id -> () -> lateMillis(id, closesAt)).toList())
            .stream()
            .sorted()
            .toList();
    System.out.printf(
        "%d tenders that close in one moment: half of them %d ms late, the last one %d ms;"
            + " a command's p99 %d ms before (of %d), %d ms meanwhile (of %d)%n",
        TENDERS,
        late.get(late.size() / 2),
        late.getLast(),
        p99(before),
        before.size(),
        p99(meanwhile),
        meanwhile.size());
    assertThat(late.getFirst()).as("not before its time").isNotNegative();
    assertThat(late.getLast()).isLessThanOrEqualTo(LATE_AT_MOST.toMillis());
  }

  /** The shipments of commands, one a tender, each accepted. */
  private List<String> pipelined(IntFunction<Command> command) {
    try (var pipeline = client.pipeline(UNANSWERED)) {
      return pipeline.exchange(
          TENDERS,
          place -> command.apply(place).frame(),
          outcome -> {
            assertThat(outcome.getInteger("status")).as(outcome.encode()).isEqualTo(201);
            return outcome.getJsonObject("body").getString("shipmentId");
          });
    }
  }

  private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    }
  }

  /** How long commands take that follow each other until a time, sorted. */
  private List<Long> commandMillis(Instant until) {
    var id = dispatcher.book();
    List<Long> millis = new ArrayList<>();
    do {
      long sent = System.nanoTime();
      dispatcher.assignCarrier(id, "HH-QS " + millis.size()).expect(200);
      millis.add(Duration.ofNanos(System.nanoTime() - sent).toMillis());
    } while (Instant.now().isBefore(until));
    millis.sort(null);
    return millis;
  }

  private static long p99(List<Long> sorted) {
    return sorted.get(sorted.size() * 99 / 100);
  }

  /** How long after its time a tender was closed, once. */
  private long lateMillis(String shipmentId, Instant closesAt) {
    var closed =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    dispatcher.history(shipmentId, 1).getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("type").equals("bidding.tender-closed.v1"))
                        .toList(),
                events -> !events.isEmpty());
    assertThat(closed).as(shipmentId).hasSize(1);
    return Duration.between(closesAt, Instant.parse(closed.getFirst().getString("time")))
        .toMillis();
  }
}
