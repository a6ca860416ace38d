package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Topics;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.RedisServer;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A relay to a real Redis: its streams equal the log, whatever happens to either. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisRelayIT extends RelayScenario {
  private static final String PREFIX = "quayside:events:";
  private static final String RELAYS =
      """
      [{"name":"cache","kind":"redis","uri":"${REDIS_URI}","withhold":false},
       {"name":"secure","kind":"redis","uri":"${REDIS_TLS_URI}","prefix":"secure"},
       {"name":"impostor","kind":"redis","uri":"${REDIS_IMPOSTOR_URI}","prefix":"impostor"},
       {"name":"locked","kind":"redis","uri":"${REDIS_LOCKED_URI}","prefix":"locked"}]
      """;

  private RedisServer redis;

  @BeforeAll
  void start() {
    if (Program.find(RedisServer.PROGRAM).isEmpty()) {
      return;
    }
    redis = new RedisServer(Ports.free());
    start(
        "relay-redis",
        Map.of(
            "QUAYSIDE_RELAYS", RELAYS,
            "REDIS_URI", redis.uri(),
            "REDIS_TLS_URI", redis.tlsUri(true),
            "REDIS_LOCKED_URI", redis.uri().replace("@", "x@"),
            "REDIS_IMPOSTOR_URI", redis.tlsUri(false),
            "JAVA_TOOL_OPTIONS", redis.trustOptions()));
  }

  /** Skips each test by itself, so that all of them are counted. */
  @BeforeEach
  void assumeInstalled() {
    Program.assumeInstalled(RedisServer.PROGRAM);
  }

  @AfterAll
  void stop() {
    end();
    if (redis != null) {
      redis.close();
    }
  }

  /** The streams, entry by entry, are what the log has, record by record. */
  private void awaitEqualToTheLog() {
    patiently()
        .untilAsserted(
            () ->
                assertThat(redis.streams(PREFIX, 12))
                    .isEqualTo(RedisServer.expected(gateway.topics())));
  }

  /** A lane that is not known to have ended would begin the new stream at its end. */
  private void fillAnew(int shard) {
    awaitNoLane("cache");
    redis.command("DEL", PREFIX + shard);
    rewind("cache", shard, 0);
    awaitEqualToTheLog();
  }

  private JsonObject relay() {
    return relay("cache");
  }

  private void awaitState(String state, String code) {
    awaitState("cache", state, code);
  }

  private int shardOf(String id) {
    return gateway.topics().readAll(Topics.EVENTS).stream()
        .filter(record -> id.equals(record.key()))
        .findFirst()
        .orElseThrow()
        .partition();
  }

  @Test
  void shouldEqualTheLogAndShowNoLag() {
    for (var id : book(20)) {
      assign(id, "MV Elbe");
      assign(id, "MV Alster");
    }

    awaitEqualToTheLog();
    patiently()
        .untilAsserted(
            () -> {
              var relay = relay();
              assertThat(relay.getString("kind")).isEqualTo("redis");
              assertThat(relay.getString("state")).isEqualTo("RUNNING");
              assertThat(relay.getLong("lagRecords")).isZero();
              assertThat(relay.getDouble("lagSeconds")).isZero();
              assertThat(relay.getJsonArray("shards")).hasSize(12);
            });
    assertThat(client.management("/metrics").text())
        .contains("quayside_relay_records_total{outcome=\"sent\",relay=\"cache\"}");
    assertThat(client.get("/v1/lag").expect(200).text()).contains("\"relay:cache\"");
  }

  @Test
  void shouldRefillWhatRedisHasLost() {
    var id = book(1).getFirst();
    for (int i = 0; i < 5; i++) {
      assign(id, "truck " + i);
    }
    awaitEqualToTheLog();
    var key = PREFIX + shardOf(id);
    var entries = redis.entries(key);
    entries
        .subList(entries.size() - 3, entries.size())
        .forEach(entry -> redis.command("XDEL", key, entry.id()));
    redis.command("XSETID", key, entries.get(entries.size() - 4).id());
    assertThat(redis.entries(key)).hasSize(entries.size() - 3);

    redis.command("CLIENT", "KILL", "TYPE", "normal");

    awaitEqualToTheLog();
    awaitState("RUNNING", null);
  }

  @Test
  void shouldStopAtEntriesOfOthersUntilAnOperatorResumes() {
    var id = book(1).getFirst();
    awaitEqualToTheLog();
    int shard = shardOf(id);
    redis.command("XADD", PREFIX + shard, "*", "id", "x");

    assign(id, "MV Elbe");
    awaitState("STOPPED", "log-behind-target");

    redis.command("DEL", PREFIX + shard);
    client.post("/v1/relays/cache/resume", new JsonObject()).expect(200);
    awaitState("RUNNING", null);
    patiently()
        .untilAsserted(
            () ->
                assertThat(redis.entries(PREFIX + shard))
                    .last()
                    .matches(entry -> entry.id().endsWith("-0")));

    // What was before it comes again into an empty stream only.
    fillAnew(shard);
  }

  @Test
  void shouldGoOnAfterRedisWasAway() {
    var ids = book(3);
    redis.kill();
    ids.forEach(id -> assign(id, "MV Elbe"));
    ids.addAll(book(3));

    awaitState("RETRYING", "connect-failed");
    patiently()
        .untilAsserted(
            () -> {
              assertThat(relay().getLong("lagRecords")).isPositive();
              assertThat(relay().getDouble("lagSeconds")).isPositive();
            });

    redis.start();
    awaitEqualToTheLog();
    awaitState("RUNNING", null);
    assertThat(relay().getInteger("parked")).isZero();
  }

  @Test
  void shouldLeaveNoHoleWhenRedisIsFull() {
    var id = book(1).getFirst();
    awaitEqualToTheLog();
    redis.command("CONFIG", "SET", "maxmemory", "1000000");
    assign(id, "MV Elbe");
    assign(id, "MV Alster");
    awaitState("RETRYING", "refused");

    redis.command("CONFIG", "SET", "maxmemory", "0");
    awaitEqualToTheLog();
    awaitState("RUNNING", null);
  }

  @Test
  void shouldSendNothingTwiceAfterARewind() {
    var id = book(1).getFirst();
    assign(id, "MV Elbe");
    awaitEqualToTheLog();
    int shard = shardOf(id);
    // The cursor is written up to a second after the events are in Redis.
    patiently().until(() -> cursor("cache", shard) > 0);

    var moved = rewind("cache", shard, 0);
    assertThat(moved.getInteger("shard")).isEqualTo(shard);
    assertThat(moved.getLong("from")).isPositive();
    assertThat(moved.getLong("to")).isZero();

    assign(id, "MV Alster");
    awaitEqualToTheLog();
    awaitNoLag("cache");
  }

  @Test
  void shouldStopWhereAnotherHasTakenAPlaceBehindTheNextOne() {
    var id = book(1).getFirst();
    awaitEqualToTheLog();
    var key = PREFIX + shardOf(id);
    var last = redis.entries(key).getLast().id();
    long next = Long.parseLong(last.substring(0, last.indexOf('-'))) + 1;
    redis.kill();
    assign(id, "MV Elbe");
    assign(id, "MV Alster");
    assign(id, "MV Bille");
    awaitState("RETRYING", "connect-failed");
    redis.commandWhileAway("XADD", key, (next + 1) + "-0", "id", "another's");
    redis.start();
    awaitState("STOPPED", "foreign-entry");
    fillAnew(shardOf(id));
    awaitState("RUNNING", null);
  }

  @Test
  void shouldSendBehindTheLatestWhatWasParkedByTheProjection() throws SQLException {
    var id = book(1).getFirst();
    awaitEqualToTheLog();
    int shard = shardOf(id);
    var sql = new Sql(gateway);
    sql.execute(
        "alter table events add constraint late check (shipment_id <> '%s' or version < 2) not valid"
            .formatted(id));
    // Both are decided before the first is parked.
    Stream.of("MV Elbe", "MV Alster")
        .map(vehicle -> dispatcher.assignCarrierAsync(id, vehicle))
        .toList()
        .forEach(answer -> answer.join().expect(200));
    var letter =
        patiently()
            .until(
                () ->
                    client
                        .get("/v1/dead-letters?state=PARKED&shipmentId=" + id)
                        .expect(200)
                        .json()
                        .getJsonArray("items"),
                items -> !items.isEmpty())
            .getJsonObject(0);
    awaitAnotherOf(shard, id);
    // As if the relay had not written yet how far it is.
    sql.execute(
        "update consumer_cursors set next_offset = 0 where consumer = 'relay:cache' and shard = "
            + shard);
    sql.execute("alter table events drop constraint late");
    client
        .post("/v1/dead-letters/" + letter.getString("letterId") + "/redrive", new JsonObject())
        .expect(202);

    patiently()
        .untilAsserted(
            () ->
                assertThat(redis.entries(PREFIX + shard))
                    .filteredOn(entry -> entry.fields().get("shipmentId").equals(id))
                    .extracting(entry -> entry.id().replaceFirst("^[0-9]+", ""))
                    .containsExactly("-0", "-1", "-2"));
    fillAnew(shard);
  }

  /** Books until an event of another shipment of the shard is there. */
  private void awaitAnotherOf(int shard, String than) {
    int before = redis.entries(PREFIX + shard).size();
    patiently()
        .until(
            () -> {
              book(3);
              return redis.entries(PREFIX + shard).size() > before;
            });
    assertThat(redis.entries(PREFIX + shard).getLast().fields().get("shipmentId"))
        .isNotEqualTo(than);
  }

  @Test
  void shouldUseTlsAndSayWhatIsWrongWithItOrWithThePassword() {
    var id = book(1).getFirst();

    patiently()
        .untilAsserted(
            () ->
                assertThat(redis.entries("secure:" + shardOf(id)))
                    .anyMatch(entry -> id.equals(entry.fields().get("shipmentId"))));
    awaitState("impostor", "RETRYING", "connect-failed");
    awaitState("locked", "RETRYING", "refused");
    assertThat(redis.command("EXISTS", "impostor:" + shardOf(id))).isEqualTo(0L);
    assertThat(gateway.said()).noneMatch(line -> line.contains(redis.tlsUri(true)));
  }

  @Test
  void shouldRefuseWhatIsNoRelayOrNoWayBack() {
    var offset = new JsonObject().put("shard", 0).put("offset", 0);
    client.get("/v1/relays/none").expectProblem(404, "relay-not-found");
    client.post("/v1/relays/none/rewind", offset).expectProblem(404, "relay-not-found");
    client.post("/v1/relays/none/resume", new JsonObject()).expectProblem(404, "relay-not-found");
    rewindRefused(new JsonObject());
    assertThat(
            client
                .post("/v1/relays/cache/rewind", new JsonObject())
                .expectProblem(422, "validation-failed")
                .json()
                .getString("detail"))
        .isEqualTo("The body must have either since, or shard and offset.");
    rewindRefused(offset.copy().put("offset", 1_000_000));
    rewindRefused(offset.copy().put("since", "2026-01-01T00:00:00Z"));
    rewindRefused(new JsonObject().put("shard", 0));
    assertThat(client.get("/v1/relays").expect(200).json().getJsonArray("items")).hasSize(4);
  }

  private void rewindRefused(JsonObject body) {
    client.post("/v1/relays/cache/rewind", body).expectProblem(422, "validation-failed");
  }
}
