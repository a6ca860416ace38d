package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.DocumentClient;
import io.quayside.gateway.harness.FleetWatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of one cluster: whichever is asked, and whichever goes, there is one truth. */
class ClusterIT {
  private static final int NODES = 2;
  private static final int WRITERS = 12;
  private static final int EACH = 30;
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMillis(20);

  /** Several, so that the node that goes runs the shard of some. */
  private static final int TENDERS = 3;

  private static final int BIDS_BEFORE = TENDERS * 100;
  private static final Duration BIDDING = Duration.ofSeconds(12);

  /** The protocol number of the last version that knew neither bidding nor documentation. */
  private static final int BEFORE_BIDDING = 5;

  private static Nodes nodes;

  @BeforeAll
  static void start() {
    nodes = Nodes.start("cluster", NODES);
  }

  @AfterAll
  static void stop() {
    if (nodes != null) {
      nodes.close();
    }
  }

  @Test
  void shouldTakeCommandsAtAnyNodeAndPushAtEveryNode() {
    var first = new Dispatcher(nodes.first().client());
    var second = new Dispatcher(nodes.last().client());
    try (var here = nodes.first().client().live();
        var there = nodes.last().client().live()) {
      // As many as make sure that each node owns some of them.
      for (int i = 0; i < 40; i++) {
        var key = "cluster-" + i + "-" + System.nanoTime();
        var booked = first.book(Bodies.booking(), "Idempotency-Key", key).expect(201);
        var again = second.book(Bodies.booking(), "Idempotency-Key", key).expect(201);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(booked.text());
        var id = booked.json().getString("shipmentId");
        assertThat(here.subscribeAfter(id, 0).getBoolean("recovered")).isTrue();
        assertThat(there.subscribeAfter(id, 0).getBoolean("recovered")).isTrue();

        second.assignCarrier(id, "V").expect(200);
        first.milestone(id, "PICKED_UP").expect(200);
        second
            .milestone(id, "DELIVERED", "If-Match", "\"2\"")
            .expectProblem(412, "version-mismatch");
        second.release(id).expectProblem(409, "illegal-transition");
        assertThat(first.verdict(id, Bodies.position("truck", 7))).isEqualTo("accepted");
        assertThat(second.verdict(id, Bodies.position("truck", 7))).isEqualTo("duplicate");
        // Positions have no version to wait for.
        var shown = await().until(() -> first.view(id, 3), v -> v.containsKey("lastPosition"));
        assertThat(second.view(id, 3)).isEqualTo(shown);

        assertThat(there.awaitEvents(id, 3)).isEqualTo(here.awaitEvents(id, 3)).hasSize(3);
      }
    }
  }

  @Test
  void shouldPushPositionsFromTheSubscriptionOnAtEveryNode() {
    var dispatcher = new Dispatcher(nodes.first().client());
    for (int i = 0; i < 40; i++) {
      var id = dispatcher.book();
      // Nobody else is subscribed, so whoever does not run the shard has to begin to follow it.
      try (var live = nodes.get(i % NODES).client().live()) {
        live.subscribe(new JsonObject().put("shipmentId", id).put("positions", true));
        assertThat(dispatcher.verdict(id, Bodies.position("truck", 1))).isEqualTo("accepted");

        live.await(frame -> frame.getString("op").equals("position"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLoseNothingWhenANodeGoes(boolean planned) {
    var third = nodes.startOneMore();
    var over = new AtomicBoolean();
    try (var here = nodes.first().client().live();
        var there = nodes.last().client().live();
        var fleet = FleetWatcher.start(third.client())) {
      var writers =
          IntStream.range(0, WRITERS)
              .mapToObj(i -> new Writer(List.of(nodes.get(i % NODES), third)))
              .toList();
      for (var writer : writers) {
        here.subscribeAfter(writer.shipmentId, 0);
        there.subscribeAfter(writer.shipmentId, 0);
      }
      var running =
          writers.stream()
              .map(
                  writer ->
                      CompletableFuture.runAsync(
                          () -> writer.writeUntil(over), Thread::startVirtualThread))
              .toList();
      awaitMore(writers);
      for (var writer : writers) {
        assertThat(writer.tracked()).isEqualTo("accepted");
      }
      if (planned) {
        third.stop();
      } else {
        third.kill9();
      }
      fleet.resume(nodes.first().client());
      awaitMore(writers);
      for (var writer : writers) {
        assertThat(writer.tracked()).as("known to whoever runs the shard").isEqualTo("duplicate");
      }
      over.set(true);
      running.forEach(CompletableFuture::join);

      System.out.printf(
          "%s: longest unavailability of a shipment %d ms%n",
          planned ? "stopped" : "killed",
          writers.stream().mapToLong(writer -> writer.longestMillis).max().orElseThrow());
      var log = new TopicReader(nodes.kafkaBootstrap());
      for (var writer : writers) {
        shouldHaveEachOnce(writer, log);
        fleet.requireEvery(writer.shipmentId, writer.accepted() + 1);
        for (var live : List.of(here, there)) {
          live.awaitEvents(writer.shipmentId, writer.accepted() + 1);
          assertThat(live.versions(writer.shipmentId))
              .isEqualTo(IntStream.rangeClosed(1, writer.accepted() + 1).boxed().toList());
        }
      }
    } finally {
      third.closeAndForget();
    }
  }

  /** Whatever a killed node leaves undecided: exactly the bids of the log were accepted. */
  @Test
  void shouldAcceptTheBidsOfTheLogWhenANodeGoes() {
    var third = nodes.startOneMore();
    try {
      var clients = List.of(nodes.first().client(), nodes.last().client(), third.client());
      var races =
          Stream.generate(() -> BiddingRace.open(nodes.first().client(), BIDDING))
              .limit(TENDERS)
              .toList();
      var running = races.stream().map(race -> race.run(clients)).toList();
      await()
          .atMost(WITHIN)
          .until(() -> races.stream().mapToInt(BiddingRace::accepted).sum() > BIDS_BEFORE);
      third.kill9();
      running.forEach(CompletableFuture::join);
      var log = new TopicReader(nodes.kafkaBootstrap());
      races.forEach(race -> race.check(log));
    } finally {
      third.closeAndForget();
    }
  }

  @Test
  void shouldRebuildWhateverNodeGoes() throws SQLException {
    ClusterRebuild.overANodeThatComesAndGoes(nodes);
  }

  /** During a rolling upgrade an old node would park a shipment with events that it cannot read. */
  @Test
  void shouldTakeCommandsOfANewContextOnceEveryNodeKnowsThem() {
    var here = Caller.overHttp(nodes.first().client());
    var there = Caller.overHttp(nodes.last().client());
    var dispatcher = new Dispatcher(nodes.first().client());
    var id = dispatcher.book();
    var request = Command.of("RequestDocument", id, DocumentClient.ofType("PACKING_LIST"));
    var old = nodes.joinWithProtocol(BEFORE_BIDDING);
    try {
      for (var caller : List.of(here, there)) {
        await().until(() -> caller.call(request).status() == 503);
        caller.call(request).expectProblem(503, "temporarily-unavailable");
        caller
            .call(Command.of("OpenTender", id, TenderClient.spot()))
            .expectProblem(503, "temporarily-unavailable");
      }
      dispatcher.assignCarrier(id, "V1").expect(200);
    } finally {
      old.shutdown();
    }
    await().until(() -> there.call(request).status() == 201);
    TenderClient.open(here, id, TenderClient.spot()).bid("HLCU", "980").expect(200);
    dispatcher.assignCarrier(id, "V2").expect(200);
  }

  /** Who comes and goes by plan, costs whoever asks those that stay a moment, and no answer. */
  @Test
  void shouldRefuseNothingWhileShardsMove() {
    var over = new AtomicBoolean();
    var asked = new AtomicInteger();
    var running =
        IntStream.range(0, WRITERS)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> report(nodes.get(i % NODES), over, asked),
                        Thread::startVirtualThread))
            .toList();
    try (var third = nodes.startOneMore()) {
      awaitMore(asked);
      third.stop();
    }
    awaitMore(asked);
    over.set(true);
    running.forEach(CompletableFuture::join);
  }

  /** Commands and updates of some shipments in turn, an update each time from a new device. */
  private static void report(GatewayProcess node, AtomicBoolean over, AtomicInteger asked) {
    var dispatcher = new Dispatcher(node.client());
    var shipments = Stream.generate(dispatcher::book).limit(EACH).toList();
    for (int round = 0; !over.get(); round++) {
      for (var id : shipments) {
        assertThat(dispatcher.verdict(id, Bodies.position("truck-" + round, 1)))
            .isEqualTo("accepted");
        dispatcher.assignCarrier(id, "V" + round).expect(200);
        asked.addAndGet(2);
      }
    }
  }

  private static void awaitMore(AtomicInteger count) {
    int before = count.get();
    await().atMost(WITHIN).until(count::get, now -> now >= before + WRITERS * EACH);
  }

  /** Waits until each has been accepted some more times. */
  private static void awaitMore(List<Writer> writers) {
    var before = writers.stream().mapToInt(writer -> writer.accepted()).toArray();
    await()
        .atMost(WITHIN)
        .until(
            () -> IntStream.range(0, WRITERS).map(i -> writers.get(i).accepted() - before[i]).min(),
            least -> least.orElseThrow() >= EACH);
  }

  /** By the one rule of every reader: a version that was seen before is skipped. */
  private static void shouldHaveEachOnce(Writer writer, TopicReader log) {
    var versions = new HashSet<Integer>();
    var vehicles =
        log.read("shipment-events", writer.shipmentId).stream()
            .map(TopicReader::json)
            .filter(event -> versions.add(event.getInteger("shipmentversion")))
            .filter(event -> event.getInteger("shipmentversion") > 1)
            .map(event -> event.getJsonObject("data").getString("vehicle"))
            .toList();
    assertThat(vehicles)
        .isEqualTo(IntStream.range(0, writer.accepted()).mapToObj(i -> "V" + i).toList());
  }

  /** Assigns carriers to one shipment, one after the other, each until it is accepted. */
  private static final class Writer {
    final List<Dispatcher> dispatchers;
    final String shipmentId;
    final AtomicInteger acceptances = new AtomicInteger();
    volatile long longestMillis;

    Writer(List<GatewayProcess> through) {
      dispatchers = through.stream().map(node -> new Dispatcher(node.client())).toList();
      shipmentId = dispatchers.getFirst().book();
    }

    int accepted() {
      return acceptances.get();
    }

    /** At the node that stays. */
    String tracked() {
      return dispatchers.getFirst().verdict(shipmentId, Bodies.position("truck", 1));
    }

    void writeUntil(AtomicBoolean over) {
      while (!over.get()) {
        long start = System.nanoTime();
        for (int attempt = 0; !assigned(attempt); attempt++) {
          LockSupport.parkNanos(RETRY.toNanos());
        }
        acceptances.incrementAndGet();
        longestMillis = Math.max(longestMillis, (System.nanoTime() - start) / 1_000_000);
      }
    }

    /** Turns to the other node when one does not answer. */
    private boolean assigned(int attempt) {
      var dispatcher = dispatchers.get(attempt % dispatchers.size());
      try {
        var answer =
            dispatcher.assignCarrier(
                shipmentId, "V" + accepted(), "Idempotency-Key", shipmentId + "-" + accepted());
        assertThat(answer.status()).as(answer.text()).isIn(200, 503, 409);
        return answer.accepted();
      } catch (CompletionException noAnswer) {
        return false;
      }
    }
  }
}
