package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Agreement;
import io.quayside.gateway.config.PostgresUri;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.Sql;
import io.quayside.gateway.harness.ToolProcess;
import io.quayside.gateway.harness.WebhookReceiver;
import io.quayside.readmodel.Generation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The read models are rebuilt beside commands and queries, over a kill, and take over. */
class RebuildIT {
  private static final int SHIPMENTS = 120;
  private static final int ASSIGNMENTS = 20;

  /** Slow enough that a rebuild can be watched and killed. */
  private static final int PER_SECOND = 1_000;

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private GatewayProcess gateway;
  private WebhookReceiver receiver;

  @BeforeEach
  void start() {
    gateway = GatewayProcess.startFresh("rebuild", SendingGateway.SETTINGS);
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void stop() {
    gateway.closeAndForget();
    receiver.close();
  }

  @Test
  void shouldRebuildUnderLoadAndOverAKill() throws SQLException {
    fill();
    start(new JsonObject().put("perSecond", PER_SECOND), 1);
    refuseWhatComesTooEarly();
    await().atMost(WITHIN).until(() -> replayed(1) > PER_SECOND);
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () ->
                assertThat(rebuild(1).getLong("recordsPerSecond")).isBetween(1L, 3L * PER_SECOND));
    assertThat(rebuild(1).getLong("etaSeconds")).isPositive();

    gateway.kill9();
    gateway = GatewayProcess.startAgain(gateway, SendingGateway.SETTINGS);
    assertThat(replayed(1)).as("goes on where it was").isGreaterThan(PER_SECOND);
    gateway
        .client()
        .post("/v1/webhooks", new JsonObject().put("url", receiver.url("/")))
        .expect(201);
    try (var load = new Load()) {
      awaitState(1, "READY");
      load.await(20);
      load.pause();
      expectSameRows(0, 1);
      load.resume();

      assertThat(post("/rebuilds/1/switch").expect(200).json().getString("state"))
          .isEqualTo("CURRENT");
      assertThat(rebuilds().getInteger("current")).isEqualTo(1);
      load.await(20);
      management("DELETE", "/rebuilds/1").expectProblem(409, "illegal-transition");
      management("DELETE", "/rebuilds/0").expect(204);
      management("GET", "/rebuilds/0").expectProblem(404, "not-found");
      load.await(20);
    }
    assertThat(sql().number("select count(*) from pg_tables where tablename = 'shipments'"))
        .isEqualTo(1);
    assertThat(ToolProcess.run(gateway.ports(), "verify").expect(0).out()).isEmpty();

    gateway.stop();
    gateway = GatewayProcess.startAgain(gateway, SendingGateway.SETTINGS);
    try (var load = new Load()) {
      start(new JsonObject().put("switch", "AUTO"), 2);
      // The former generation is written for ten seconds more.
      load.await(20);
      awaitState(2, "CURRENT");
    }
    expectSameRows(1, 2);
    assertThat(states()).containsExactly("2 CURRENT", "1 FORMER");
    expectNothingSentTwice();
    assertThat(gateway.complaints()).isEmpty();
  }

  @Test
  void shouldStopARebuild() throws SQLException {
    fill();
    start(new JsonObject().put("perSecond", PER_SECOND), 1);
    await().atMost(WITHIN).until(() -> replayed(1) > 0);
    management("DELETE", "/rebuilds/1").expect(204);

    assertThat(states()).containsExactly("0 CURRENT");
    assertThat(sql().number("select count(*) from pg_namespace where nspname = 'rm_1'")).isZero();
    start(new JsonObject(), 2);
    awaitState(2, "READY");
    refuseOtherVersions();
    var removals =
        Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> management("DELETE", "/rebuilds/2")))
            .limit(2)
            .toList();
    assertThat(removals.stream().map(one -> one.join().status()))
        .containsExactlyInAnyOrder(204, 404);
    new Dispatcher(gateway.client()).bookAndPickUp();
    assertThat(gateway.complaints()).isEmpty();
  }

  /**
   * Neither a version with another protocol number may start meanwhile, nor one with other tables.
   */
  private void refuseOtherVersions() throws SQLException {
    var uri =
        PostgresUri.parse(
                "postgresql://quayside@127.0.0.1:%d/quayside".formatted(gateway.ports().postgres()))
            .orElseThrow();
    Migrations.apply(uri);
    sql().execute("update generations set protocol = protocol - 1 where state = 'READY'");
    assertThatThrownBy(() -> Migrations.apply(uri))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(
            "rebuilt by nodes with protocol number %d, and this one has %d",
            Agreement.HIGHEST_PROTOCOL - 1, Agreement.HIGHEST_PROTOCOL);
    sql()
        .execute(
            "delete from flyway_schema_history where installed_rank ="
                + " (select max(installed_rank) from flyway_schema_history)");
    assertThatThrownBy(() -> Migrations.apply(uri))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("this version changes their tables");
  }

  private Sql sql() {
    return new Sql(gateway);
  }

  /** Events and positions of some shipments, with rows in all tables. */
  private void fill() {
    var dispatcher = new Dispatcher(gateway.client());
    var ids = IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
    for (int round = 0; round < ASSIGNMENTS; round++) {
      var vehicle = "HH-QS " + round;
      int sequence = round;
      var sent = new ArrayList<CompletableFuture<?>>();
      for (var id : ids) {
        sent.add(dispatcher.assignCarrierAsync(id, vehicle).thenApply(done -> done.expect(200)));
        sent.add(dispatcher.trackAsync(id, Bodies.position("truck", sequence)));
      }
      sent.forEach(CompletableFuture::join);
    }
    for (var id : ids.subList(0, 10)) {
      gateway
          .client()
          .post(
              "/v1/shipments/" + id + "/documents",
              new JsonObject().put("type", "COMMERCIAL_INVOICE"))
          .expect(201);
      gateway.client().post("/v1/shipments/" + id + "/saga", new JsonObject()).expect(201);
    }
  }

  private void start(JsonObject wanted, int number) {
    var started = gateway.client().management("POST", "/rebuilds", wanted).expect(202);
    assertThat(started.header("Location")).isEqualTo("/rebuilds/" + number);
    assertThat(started.json().getInteger("generation")).isEqualTo(number);
  }

  private void refuseWhatComesTooEarly() {
    gateway
        .client()
        .management("POST", "/rebuilds", new JsonObject())
        .expectProblem(409, "illegal-transition");
    post("/rebuilds/1/switch").expectProblem(409, "illegal-transition");
    management("DELETE", "/rebuilds/0").expectProblem(409, "illegal-transition");
    management("GET", "/rebuilds/7").expectProblem(404, "not-found");
  }

  private Answer management(String method, String path) {
    return gateway.client().management(method, path, null);
  }

  private Answer post(String path) {
    return gateway.client().management("POST", path, new JsonObject());
  }

  private JsonObject rebuilds() {
    return management("GET", "/rebuilds").expect(200).json();
  }

  private JsonObject rebuild(int number) {
    return management("GET", "/rebuilds/" + number).expect(200).json();
  }

  private List<String> states() {
    return rebuilds().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .map(one -> one.getInteger("generation") + " " + one.getString("state"))
        .toList();
  }

  private void awaitState(int number, String state) {
    await()
        .atMost(WITHIN)
        .untilAsserted(() -> assertThat(rebuild(number).getString("state")).isEqualTo(state));
  }

  private long replayed(int number) {
    JsonArray shards = rebuild(number).getJsonArray("shards");
    return shards.stream()
        .map(JsonObject.class::cast)
        .mapToLong(
            shard ->
                shard.getJsonObject("events").getLong("next")
                    + shard.getJsonObject("positions").getLong("next"))
        .sum();
  }

  private void expectSameRows(int one, int other) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              for (var table : Generation.TABLES) {
                var here = "select * from " + Generation.schema(one) + "." + table;
                var there = "select * from " + Generation.schema(other) + "." + table;
                var differing =
                    "select count(*) from ((%1$s except all %2$s) union all (%2$s except all %1$s))"
                        .formatted(here, there);
                assertThat(sql().number(differing + " as d")).as(table).isZero();
              }
            });
  }

  private void expectNothingSentTwice() {
    Set<String> seen = new HashSet<>();
    assertThat(receiver.received()).isNotEmpty().allMatch(one -> seen.add(one.id()));
  }

  /** Commands and queries, each of which must be answered with what was there before it. */
  private final class Load implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> threads =
        IntStream.range(0, 4).mapToObj(i -> CompletableFuture.runAsync(this::run)).toList();

    private void run() {
      var dispatcher = new Dispatcher(gateway.client());
      while (!stopped.get()) {
        if (paused.get()) {
          Thread.onSpinWait();
          continue;
        }
        var id = dispatcher.book();
        for (int version = 2; version <= 4; version++) {
          int now =
              dispatcher.assignCarrier(id, "V " + version).expect(200).json().getInteger("version");
          assertThat(dispatcher.view(id, now).getInteger("version")).isEqualTo(now);
        }
        dispatcher.trackAsync(id, Bodies.position("van", 1)).join().expect(202);
        assertThat(dispatcher.history(id, 4).getJsonArray("items")).hasSize(4);
        done.add(id);
      }
    }

    /** So many more shipments have passed. */
    void await(int more) {
      int from = done.size();
      Awaitility.await()
          .atMost(WITHIN)
          .until(
              () -> {
                threads.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
                return done.size() >= from + more;
              });
    }

    void pause() {
      paused.set(true);
    }

    void resume() {
      paused.set(false);
    }

    @Override
    public void close() {
      stopped.set(true);
      threads.forEach(CompletableFuture::join);
    }
  }
}
