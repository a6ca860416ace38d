package io.quayside.gateway;

import static io.quayside.gateway.WebhookNodes.taken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.SecretKeys;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Producer;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
 * Webhooks and jobs of three nodes, of which one is suspended, and two are killed one after the
 * other. The long form has more shipments and versions, and a longer suspension, as {@code
 * -Dwebhooks.shipments=500 -Dwebhooks.versions=10 -Dwebhooks.webhooks=1
 * -Dwebhooks.suspended-seconds=60}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookClusterIT {
  private static final int SHIPMENTS = Integer.getInteger("webhooks.shipments", 60);
  private static final int VERSIONS = Integer.getInteger("webhooks.versions", 6);
  private static final int WEBHOOKS = Integer.getInteger("webhooks.webhooks", 4);
  private static final int WRITERS = 16;
  private static final int BOUNDED_EVENTS = 20;
  private static final int LETTERS = 24;
  private static final int SUSPENDED_SHIPMENTS = 12;

  /** At least; a takeover comes first. */
  private static final int SUSPENDED_SECONDS = Integer.getInteger("webhooks.suspended-seconds", 0);

  private static final int PATIENCE_SECONDS = 120 + SHIPMENTS * VERSIONS / 10;

  @TempDir private static Path directory;

  private Nodes nodes;
  private WebhookNodes webhooks;
  private GatewayProcess killed;

  @BeforeAll
  void start() throws IOException, SQLException {
    var keyFile = Files.writeString(directory.resolve("secrets.key"), SecretKeys.newLine());
    Map<String, String> settings = new HashMap<>(SendingGateway.SETTINGS);
    settings.put("QUAYSIDE_SECRETS_KEY_FILE", keyFile.toString());
    // So many that no event of a receiver that fails now and then comes to their end.
    settings.put("QUAYSIDE_WEBHOOKS_SCHEDULE", "1" + ",1".repeat(19));
    nodes = Nodes.start("webhook-cluster", 3, settings);
    webhooks = new WebhookNodes(nodes);
    webhooks.watch();
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
      var narrow =
          new JsonObject()
              .put("url", receiver.url("/narrow"))
              .put("maxInFlight", 2)
              .put("timeoutSeconds", 30);
      var slow = new JsonObject().put("url", receiver.url("/paced")).put("perSecond", 5);
      // On a slow machine the paced ones come long after the narrow ones that wait for them.
      List.of(narrow, slow).forEach(fields -> fields.put("timeoutSeconds", 30));
      List<String> paths = new ArrayList<>();
      for (var fields : List.of(narrow, slow)) {
        var made = nodes.first().client().post("/v1/webhooks", fields).expect(201);
        paths.add(made.header("Location"));
      }
      Set<String> shipments = new HashSet<>();
      for (int i = 0; i < BOUNDED_EVENTS; i++) {
        shipments.add(WebhookNodes.book(nodes.get(i % 3).client()));
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

  /**
   * Another node takes the webhook over. What the first had under way comes to its end after that:
   * an answer, and the attempts of an event that is refused for good.
   */
  @Test
  @Order(2)
  void shouldSetNothingBackWhenASuspendedOwnerGoesOn() throws SQLException {
    var answering = new CountDownLatch(1);
    var isHeld = new AtomicBoolean();
    try (var receiver = new WebhookReceiver()) {
      var owner = nodes.last();
      var webhook = webhooks.makeAt(owner, receiver.url("/"));
      var refused = webhooks.book();
      List<String> shipments = new ArrayList<>();
      for (int i = 0; i < SUSPENDED_SHIPMENTS; i++) {
        shipments.add(webhooks.book());
      }
      var held = shipments.getFirst() + "/2";
      receiver.answer(
          one -> {
            if (one.id().equals(held) && isHeld.compareAndSet(false, true)) {
              awaitQuietly(answering);
            }
            return one.id().equals(refused + "/2") ? 500 : 200;
          });
      webhooks.assign(refused, "truck 2");
      webhooks.assign(refused, "truck 3");
      webhooks.assign(shipments.getFirst(), "truck 2");
      await()
          .atMost(PATIENCE_SECONDS, SECONDS)
          .untilAsserted(() -> assertThat(webhooks.lanes(webhook, "RETRYING")).hasSize(1));
      await().atMost(PATIENCE_SECONDS, SECONDS).untilTrue(isHeld);

      int version = assignWhileSuspended(owner, receiver, shipments, answering) + 1;
      webhooks.awaitWhole();
      await()
          .atMost(PATIENCE_SECONDS, SECONDS)
          .pollInterval(1, SECONDS)
          .untilAsserted(
              () -> {
                // An event is parked only while others are taken.
                webhooks.book();
                assertThat(webhooks.lanes(webhook, "PARKED")).hasSize(1);
              });
      assignAll(shipments, version);
      awaitTaken(receiver, shipments, version);

      var sent = taken(receiver, "/");
      var expected = IntStream.rangeClosed(1, version).boxed().toList();
      shipments.forEach(id -> assertThat(sent.get(id)).as(id).containsExactlyElementsOf(expected));
      assertThat(sent.get(refused)).containsExactly(1, 2);
      assertThat(webhooks.parkings(refused)).isEqualTo(1);

      receiver.answer(200);
      webhooks.redrive(refused);
      awaitTaken(receiver, List.of(refused), 3);
      assertThat(taken(receiver, "/").get(refused)).containsExactly(1, 2, 3);
      webhooks.assertNothingWentBack();
      webhooks.remove(webhook);
    }
  }

  /** Answers what was held once the owner goes on; the last version that was assigned. */
  private int assignWhileSuspended(
      GatewayProcess owner,
      WebhookReceiver receiver,
      List<String> shipments,
      CountDownLatch answering) {
    int version = 1;
    owner.suspend();
    try {
      var untilNanos = System.nanoTime() + SECONDS.toNanos(SUSPENDED_SECONDS);
      do {
        version++;
        assignAll(shipments, version);
        awaitTaken(receiver, shipments, version);
      } while (System.nanoTime() < untilNanos);
      return version;
    } finally {
      owner.resume();
      answering.countDown();
    }
  }

  private void assignAll(List<String> shipments, int version) {
    shipments.forEach(id -> webhooks.assign(id, "truck " + version));
  }

  private static void awaitTaken(WebhookReceiver receiver, List<String> shipments, int version) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .untilAsserted(
            () -> {
              var sent = taken(receiver, "/");
              shipments.forEach(id -> assertThat(sent.get(id)).contains(version));
            });
  }

  @Test
  @Order(4)
  void shouldStopTheJobOfANodeThatDiesAndDoTheRestWhenAskedAgain() throws SQLException {
    for (int i = 0; i < LETTERS; i++) {
      Producer.send(
          nodes.kafkaBootstrap(),
          new ProducerRecord<>(
              "shipment-events", i % WebhookNodes.SHARDS, "nobody's " + i, "{}".getBytes(UTF_8)));
    }
    var parked = "/v1/dead-letters?source=foreign&state=PARKED";
    var left = nodes.first().client();
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> WebhookNodes.items(left, parked).size() == LETTERS);
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
    nodes.sql().execute("update jobs set updated_at = updated_at - interval '1 minute'");

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
              return WebhookNodes.items(left, parked).isEmpty();
            });
  }

  @Test
  @Order(3)
  void shouldLoseAndReorderNothingWhenANodeIsKilled() throws SQLException {
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
        webhookIds.add(webhooks.make(receiver.url("/" + i)));
      }
      Queue<String> shipments = new ConcurrentLinkedQueue<>();
      try (var writers = Executors.newFixedThreadPool(WRITERS)) {
        all(writers, Collections.nCopies(SHIPMENTS, "new"), id -> shipments.add(webhooks.book()));
        for (int version = 2; version <= VERSIONS; version++) {
          var vehicle = "truck " + version;
          all(writers, shipments, id -> webhooks.assign(id, vehicle));
          if (version == VERSIONS / 2) {
            killed = webhooks.owner(webhookIds);
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
          assertThat(sent.get(id))
              .as("%s at webhook %d", id, i)
              .containsExactlyElementsOf(expected);
        }
      }
      webhooks.assertNothingWentBack();
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
}
