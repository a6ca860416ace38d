package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Topics;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A relay to a real Redis: its streams equal the log, whatever happens to either. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisRelayIT {
  private static final String PREFIX = "quayside:events:";
  private static final int WITHIN_SECONDS = 20;

  private RedisServer redis;
  private GatewayProcess gateway;
  private Client client;
  private Dispatcher dispatcher;

  @BeforeAll
  void start() {
    Program.assumeInstalled(RedisServer.PROGRAM);
    redis = new RedisServer(Ports.free().http());
    var relays =
        "[{\"name\":\"cache\",\"kind\":\"redis\",\"uri\":\"${REDIS_URI}\",\"withhold\":false}]";
    gateway =
        GatewayProcess.startFresh(
            "relay-redis", Map.of("QUAYSIDE_RELAYS", relays, "REDIS_URI", redis.uri()));
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.closeAndForget();
      redis.close();
    }
  }

  private List<String> book(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(dispatcher.book());
    }
    return ids;
  }

  private void assign(String id, String vehicle) {
    dispatcher.assignCarrier(id, vehicle).expect(200);
  }

  /** The streams, entry by entry, are what the log has, record by record. */
  private void awaitEqualToTheLog() {
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(streams()).isEqualTo(log()));
  }

  private Map<Integer, List<String>> log() {
    Map<Integer, List<String>> log = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : gateway.topics().readAll(Topics.EVENTS)) {
      var event = new JsonObject(new String(record.value(), UTF_8));
      log.computeIfAbsent(record.partition(), shard -> new ArrayList<>())
          .add(
              line(
                  (record.offset() + 1) + "-0",
                  event.getString("id"),
                  event.getString("type"),
                  new String(record.value(), UTF_8)));
    }
    return log;
  }

  private Map<Integer, List<String>> streams() {
    Map<Integer, List<String>> streams = new TreeMap<>();
    for (int shard = 0; shard < 12; shard++) {
      for (var entry : redis.entries(PREFIX + shard)) {
        streams
            .computeIfAbsent(shard, number -> new ArrayList<>())
            .add(
                line(
                    entry.id(),
                    entry.fields().get("shipmentId") + '/' + entry.fields().get("version"),
                    entry.fields().get("type"),
                    entry.fields().get("event")));
      }
    }
    return streams;
  }

  /** An entry: its id, the event's id, its type, and the hash of its bytes. */
  private static String line(String id, String eventId, String type, String event) {
    return String.join(" ", id, eventId, type, Integer.toHexString(event.hashCode()));
  }

  private JsonObject relay() {
    return client.get("/v1/relays/cache").expect(200).json();
  }

  private void awaitState(String state, String code) {
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .untilAsserted(
            () -> {
              var relay = relay();
              assertThat(relay.getString("state")).as(relay.encode()).isEqualTo(state);
              if (code != null) {
                assertThat(relay.getJsonObject("cause").getString("code")).isEqualTo(code);
              }
            });
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
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .untilAsserted(
            () -> assertThat(redis.entries(PREFIX + shard).getLast().id()).endsWith("-0"));

    // What was before it comes again into an empty stream only.
    redis.command("DEL", PREFIX + shard);
    client
        .post("/v1/relays/cache/rewind", new JsonObject().put("shard", shard).put("offset", 0))
        .expect(200);
    awaitEqualToTheLog();
  }

  @Test
  void shouldGoOnAfterRedisWasAway() {
    var ids = book(3);
    redis.kill();
    ids.forEach(id -> assign(id, "MV Elbe"));
    ids.addAll(book(3));

    awaitState("RETRYING", "connect-failed");
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
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

    var rewound =
        client
            .post("/v1/relays/cache/rewind", new JsonObject().put("shard", shard).put("offset", 0))
            .expect(200)
            .json();
    assertThat(rewound.getString("name")).isEqualTo("cache");
    var moved = rewound.getJsonArray("shards").getJsonObject(0);
    assertThat(moved.getInteger("shard")).isEqualTo(shard);
    assertThat(moved.getLong("from")).isPositive();
    assertThat(moved.getLong("to")).isZero();

    assign(id, "MV Alster");
    awaitEqualToTheLog();
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .untilAsserted(() -> assertThat(relay().getLong("lagRecords")).isZero());
  }

  @Test
  void shouldRefuseWhatIsNoRelayOrNoWayBack() {
    var offset = new JsonObject().put("shard", 0).put("offset", 0);
    client.get("/v1/relays/none").expectProblem(404, "relay-not-found");
    client.post("/v1/relays/none/rewind", offset).expectProblem(404, "relay-not-found");
    client.post("/v1/relays/none/resume", new JsonObject()).expectProblem(404, "relay-not-found");
    rewindRefused(new JsonObject());
    rewindRefused(offset.copy().put("offset", 1_000_000));
    rewindRefused(offset.copy().put("since", "2026-01-01T00:00:00Z"));
    rewindRefused(new JsonObject().put("shard", 0));
    assertThat(client.get("/v1/relays").expect(200).json().getJsonArray("items")).hasSize(1);
  }

  private void rewindRefused(JsonObject body) {
    client.post("/v1/relays/cache/rewind", body).expectProblem(422, "validation-failed");
  }
}
