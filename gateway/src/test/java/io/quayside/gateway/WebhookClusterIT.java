package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.SecretKeys;
import io.quayside.cluster.Shards;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Producer;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.WebhookReceiver;
import io.quayside.gateway.harness.WebhookReceiver.Received;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks and jobs of three nodes, of which two are killed one after the other. The long form has
 * more shipments and versions, as {@code -Dwebhooks.shipments=500 -Dwebhooks.versions=10
 * -Dwebhooks.webhooks=1}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookClusterIT {
  private static final int SHIPMENTS = Integer.getInteger("webhooks.shipments", 60);
  private static final int VERSIONS = Integer.getInteger("webhooks.versions", 6);
  private static final int WEBHOOKS = Integer.getInteger("webhooks.webhooks", 4);
  private static final int SHARDS = 12;
  private static final int WRITERS = 16;
  private static final int BOUNDED_EVENTS = 20;
  private static final int LETTERS = 24;
  private static final int PATIENCE_SECONDS = 120 + SHIPMENTS * VERSIONS / 10;

  @TempDir private static Path directory;

  private Nodes nodes;
  private GatewayProcess killed;

  @BeforeAll
  void start() throws IOException {
    var keyFile = Files.writeString(directory.resolve("secrets.key"), SecretKeys.newLine());
    Map<String, String> settings = new HashMap<>(SendingGateway.SETTINGS);
    settings.put("QUAYSIDE_SECRETS_KEY_FILE", keyFile.toString());
    // So many that no event of a receiver that fails now and then comes to their end.
    settings.put("QUAYSIDE_WEBHOOKS_SCHEDULE", "1" + ",1".repeat(19));
    nodes = Nodes.start("webhook-cluster", 3, settings);
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Test
  @Order(1)
  void shouldKeepToTheBoundsOfAWebhook() {
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    var answering = new CountDownLatch(1);
    List<Long> paced = new CopyOnWriteArrayList<>();
    try (var receiver = new WebhookReceiver()) {
      receiver.answer(
          one -> {
            if (one.target().equals("/paced")) {
              paced.add(System.nanoTime());
              return 200;
            }
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            awaitQuietly(answering);
            inFlight.decrementAndGet();
            return 200;
          });
      var narrow = new JsonObject().put("url", receiver.url("/narrow")).put("maxInFlight", 2);
      var slow = new JsonObject().put("url", receiver.url("/paced")).put("perSecond", 5);
      List<String> paths = new ArrayList<>();
      for (var fields : List.of(narrow, slow)) {
        var made = nodes.first().client().post("/v1/webhooks", fields).expect(201);
        paths.add(made.header("Location"));
      }
      Set<String> shipments = new HashSet<>();
      for (int i = 0; i < BOUNDED_EVENTS; i++) {
        shipments.add(book(nodes.get(i % 3).client()));
      }

      await()
          .atMost(PATIENCE_SECONDS, SECONDS)
          .untilAsserted(() -> assertThat(taken(receiver, "/paced").keySet()).isEqualTo(shipments));
      assertThat(inFlight).hasValue(2);
      answering.countDown();
      await()
          .atMost(PATIENCE_SECONDS, SECONDS)
          .untilAsserted(
              () -> assertThat(taken(receiver, "/narrow").keySet()).isEqualTo(shipments));

      assertThat(most).hasValue(2);
      // The first and the last are 3.8 s apart, but for what the machine delays one of them.
      assertThat(paced.getLast() - paced.getFirst()).isGreaterThan(SECONDS.toNanos(2));
      paths.forEach(
          path -> nodes.first().client().send("DELETE", path, null, null).join().expect(204));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(3)
  void shouldStopTheJobOfANodeThatDiesAndDoTheRestWhenAskedAgain() {
    for (int i = 0; i < LETTERS; i++) {
      Producer.send(
          nodes.kafkaBootstrap(),
          new ProducerRecord<>(
              "shipment-events", i % SHARDS, "nobody's " + i, "{}".getBytes(UTF_8)));
    }
    var parked = "/v1/dead-letters?source=foreign&state=PARKED";
    var left = nodes.first().client();
    await().atMost(PATIENCE_SECONDS, SECONDS).until(() -> items(left, parked).size() == LETTERS);
    var filter = new JsonObject().put("source", "foreign");
    var wanted = new JsonObject().put("filter", filter).put("reason", "junk").put("perSecond", 1);
    var other = killed == nodes.last() ? nodes.get(1) : nodes.last();
    var job = other.client().post("/v1/dead-letters/discard", wanted).expect(202);
    var path = job.header("Location");
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> left.get(path).expect(200).json().getInteger("done") > 0);
    other.kill9();
    left.post("/v1/dead-letters/discard", wanted).expectProblem(409, "limit-reached");
    // As if 30 s had gone by.
    nodes.execute("update jobs set updated_at = updated_at - interval '1 minute'");

    var stopped = left.get(path).expect(200).json();
    assertThat(stopped.getString("state")).isEqualTo("STOPPED");
    assertThat(stopped.getInteger("matched")).isEqualTo(LETTERS);
    assertThat(stopped.getInteger("done")).isLessThan(LETTERS);
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(
            () -> {
              // Letters of shards that move are refused; asked again, it does the rest.
              var again = left.post("/v1/dead-letters/discard", wanted.put("perSecond", 200));
              var rest = again.expect(202).header("Location");
              await()
                  .atMost(PATIENCE_SECONDS, SECONDS)
                  .until(() -> left.get(rest).json().getString("state").equals("DONE"));
              return items(left, parked).isEmpty();
            });
  }

  private static JsonArray items(Client client, String path) {
    return client.get(path).expect(200).json().getJsonArray("items");
  }

  @Test
  @Order(2)
  void shouldLoseAndReorderNothingWhenANodeIsKilled() {
    var random = new Random(7);
    try (var receiver = new WebhookReceiver()) {
      receiver.answer(
          one -> {
            synchronized (random) {
              return random.nextInt(10) < 3 ? 500 : 200;
            }
          });
      List<String> webhookIds = new ArrayList<>();
      for (int i = 0; i < WEBHOOKS; i++) {
        webhookIds.add(make(receiver.url("/" + i)));
      }
      Queue<String> shipments = new ConcurrentLinkedQueue<>();
      try (var writers = Executors.newFixedThreadPool(WRITERS)) {
        all(writers, Collections.nCopies(SHIPMENTS, "new"), id -> shipments.add(book(client())));
        for (int version = 2; version <= VERSIONS; version++) {
          var vehicle = "truck " + version;
          all(writers, shipments, id -> assign(client(), id, vehicle));
          if (version == VERSIONS / 2) {
            killed = owner(webhookIds);
            killed.kill9();
          }
        }
      }

      var expected = IntStream.rangeClosed(1, VERSIONS).boxed().toList();
      await()
          .atMost(PATIENCE_SECONDS, SECONDS)
          .untilAsserted(
              () -> {
                for (int i = 0; i < WEBHOOKS; i++) {
                  var sent = taken(receiver, "/" + i);
                  assertThat(sent.keySet()).containsAll(shipments);
                  shipments.forEach(id -> assertThat(sent.get(id)).contains(VERSIONS));
                }
              });
      for (int i = 0; i < WEBHOOKS; i++) {
        var sent = taken(receiver, "/" + i);
        for (var id : shipments) {
          assertThat(sent.get(id).stream().distinct().toList())
              .as("%s at webhook %d", id, i)
              .isEqualTo(expected);
        }
      }
    }
  }

  private Client client() {
    return nodes.first().client();
  }

  /** The node that runs most of the webhooks; commands are sent to another one. */
  private GatewayProcess owner(List<String> webhookIds) {
    return Stream.of(nodes.get(1), nodes.last())
        .max(Comparator.comparingLong(node -> webhookIds.stream().filter(owned(node)).count()))
        .orElseThrow();
  }

  /** Whether a node runs a webhook: it serves the shard that a shipment with its id would have. */
  private static Predicate<String> owned(GatewayProcess node) {
    var shards =
        node.client().get("/v1/cluster").expect(200).json().getJsonArray("nodes").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.getBoolean("self", false))
            .flatMap(one -> one.getJsonArray("shards").stream())
            .collect(Collectors.toSet());
    return webhookId -> shards.contains(Shards.of(webhookId, SHARDS));
  }

  /** Makes a webhook that the first node, which lives longest, does not run. */
  private String make(String url) {
    var fields = new JsonObject().put("url", url);
    while (true) {
      var made = client().post("/v1/webhooks", fields).expect(201);
      var webhookId = made.json().getString("webhookId");
      if (!owned(nodes.first()).test(webhookId)) {
        return webhookId;
      }
      client().send("DELETE", made.header("Location"), null, null).join().expect(204);
    }
  }

  /** Does something for each shipment, and waits until that is done. */
  private static void all(
      ExecutorService writers, Collection<String> shipments, Consumer<String> task) {
    CompletableFuture.allOf(
            shipments.stream()
                .map(id -> CompletableFuture.runAsync(() -> task.accept(id), writers))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  /** By shipment, the versions of one webhook in the order in which they came first. */
  private static Map<String, List<Integer>> taken(WebhookReceiver receiver, String target) {
    Map<String, List<Integer>> versions = new HashMap<>();
    for (Received one : receiver.received()) {
      if (one.target().equals(target)) {
        var id = one.id().split("/", 2);
        versions.computeIfAbsent(id[0], any -> new ArrayList<>()).add(Integer.valueOf(id[1]));
      }
    }
    return versions;
  }

  private static String book(Client client) {
    return client
        .post("/v1/shipments", Bodies.booking())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  /** Sends it again while the shard moves. */
  private static void assign(Client client, String id, String vehicle) {
    var path = "/v1/shipments/" + id + "/carrier-assignment";
    await()
        .atMost(60, SECONDS)
        .until(
            () ->
                client
                    .post(
                        path,
                        Bodies.carrier(vehicle),
                        "Idempotency-Key",
                        (id + vehicle).replace(' ', '-'))
                    .accepted());
  }
}
