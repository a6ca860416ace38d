package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.SecretKeys;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.WebhookReceiver;
import io.quayside.gateway.harness.WebhookReceiver.Received;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks of three nodes, of which one is killed. The long form has more shipments and versions,
 * as {@code -Dwebhooks.shipments=500 -Dwebhooks.versions=10 -Dwebhooks.webhooks=1}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookClusterIT {
  private static final int SHIPMENTS = Integer.getInteger("webhooks.shipments", 60);
  private static final int VERSIONS = Integer.getInteger("webhooks.versions", 6);
  private static final int WEBHOOKS = Integer.getInteger("webhooks.webhooks", 4);
  private static final int PATIENCE_SECONDS = 120 + SHIPMENTS * VERSIONS / 10;

  @TempDir private static Path directory;

  private Nodes nodes;

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
  void shouldLoseAndReorderNothingWhenANodeIsKilled() {
    var random = new Random(7);
    try (var receiver = new WebhookReceiver()) {
      receiver.answer(
          one -> {
            synchronized (random) {
              return random.nextInt(10) < 3 ? 500 : 200;
            }
          });
      // One each of some shards, so that the node that dies owns some of them.
      for (int i = 0; i < WEBHOOKS; i++) {
        var url = new JsonObject().put("url", receiver.url("/" + i));
        nodes.first().client().post("/v1/webhooks", url).expect(201);
      }
      List<String> shipments = new ArrayList<>();
      for (int i = 0; i < SHIPMENTS; i++) {
        shipments.add(book(nodes.first().client()));
      }
      for (int version = 2; version <= VERSIONS; version++) {
        for (var id : shipments) {
          assign(nodes.first().client(), id, "truck " + version);
        }
        if (version == VERSIONS / 2) {
          nodes.last().kill9();
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

  /** By shipment, the versions of one webhook in the order in which they came first. */
  private static Map<String, List<Integer>> taken(WebhookReceiver receiver, String target) {
    Map<String, List<Integer>> versions = new HashMap<>();
    for (Received one : receiver.received()) {
      if (one.target().equals(target)) {
        versions.computeIfAbsent(one.shipmentId(), id -> new ArrayList<>()).add(one.version());
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
