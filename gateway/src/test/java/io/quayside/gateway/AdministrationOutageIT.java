package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.SecretKeys;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Operator;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that ask for credentials: cut off from Kafka, and while their key file is rotated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministrationOutageIT {
  private static final String KEY_FILE = "QUAYSIDE_SECRETS_KEY_FILE";
  private static final int MAX_STALE_SECONDS = 6;
  private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(30);

  @TempDir private static Path directory;

  private final String bootstrap = Operator.bootstrapKey();
  private final String oldKey = SecretKeys.newLine();
  private final String newKey = SecretKeys.newLine();
  private Path keyFile;
  private Nodes nodes;

  @BeforeAll
  void start() throws IOException {
    keyFile = Files.writeString(directory.resolve("secrets.key"), oldKey);
    Map<String, String> settings = new HashMap<>(Operator.settings(bootstrap));
    settings.put(KEY_FILE, keyFile.toString());
    settings.put("QUAYSIDE_AUTH_MAX_STALE_SECONDS", Integer.toString(MAX_STALE_SECONDS));
    nodes = Nodes.start("administration-outage", 2, settings);
  }

  private Operator operator() {
    return new Operator(nodes.first().client(), bootstrap);
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Test
  void shouldAnswerNobodyOnceItsKnowledgeIsTooOld() {
    var operator = operator();
    String booked = operator.post("/v1/shipments", Bodies.booking()).expect(201).header("Location");
    operator.get(booked + "?min-version=1").expect(200);
    try (var socket = nodes.first().client().liveWith(SecuredGateway.bearer(bootstrap))) {
      socket.subscribe(booked.substring(booked.lastIndexOf('/') + 1));
      nodes.pauseKafka();
      long cut = System.nanoTime();
      try {
        // Queries outlive Kafka for as long as what is known of credentials may be.
        operator.get(booked).expect(200);
        await()
            .atMost(Duration.ofSeconds(MAX_STALE_SECONDS + 2))
            .until(() -> operator.get(booked).status() != 200);

        assertThat(Duration.ofNanos(System.nanoTime() - cut))
            .isGreaterThan(Duration.ofSeconds(MAX_STALE_SECONDS - 2));
        for (var path : new String[] {booked, "/v1/me", "/v1/keys", "/v1/shipments"}) {
          var answer = operator.get(path).expectProblem(503, "temporarily-unavailable");
          assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        }
        operator
            .with(Operator.bootstrapKey())
            .get("/v1/me")
            .expectProblem(503, "temporarily-unavailable");
        assertThat(socket.awaitClose()).isEqualTo(4003);
        var client = nodes.first().client();
        client.management("/livez").expect(200);
        var ready = client.management("/readyz").expect(503).json();
        assertThat(ready.toString()).contains("not read for too long");
        client.get("/openapi.yaml").expect(200);
      } finally {
        nodes.resumeKafka();
      }
    }
    for (var node : new GatewayProcess[] {nodes.first(), nodes.last()}) {
      await()
          .atMost(RECOVERED_WITHIN)
          .until(() -> operator.of(node.client()).get(booked).status() == 200);
      await()
          .atMost(RECOVERED_WITHIN)
          .until(() -> node.client().management("/readyz").status() == 200);
    }
    await()
        .atMost(RECOVERED_WITHIN)
        .until(() -> operator.post("/v1/shipments", Bodies.booking()).status() == 201);
  }

  @Test
  void shouldTakeANewKeyFileNodeByNode() throws IOException {
    var made =
        operator().post("/v1/device-groups", new JsonObject().put("name", "reefers")).expect(201);
    var group =
        new SecuredGateway.Group(
            "default",
            made.json().getString("groupId"),
            1,
            Base64.getUrlDecoder().decode(made.json().getString("secret")));
    assertSealedBy(oldKey);
    var newAlone = Files.writeString(directory.resolve("new.key"), newKey + "\n" + oldKey);
    assertThatThrownBy(() -> nodes.startOneMore(Map.of(KEY_FILE, newAlone.toString())))
        .hasMessageContaining("status 2")
        .hasMessageContaining("first key of secrets.key-file");

    for (var step : new String[] {oldKey + "\n" + newKey, newKey + "\n" + oldKey}) {
      Files.writeString(keyFile, step);
      nodes.restart(0);
      nodes.restart(1);
      assertServes(group);
    }
    await().atMost(RECOVERED_WITHIN).untilAsserted(() -> assertSealedBy(newKey));

    Files.writeString(keyFile, newKey);
    nodes.restart(0);
    nodes.restart(1);
    assertServes(group);
  }

  /** Both nodes take a token that was made before. */
  private void assertServes(SecuredGateway.Group group) {
    for (int node = 0; node < 2; node++) {
      var device = new Operator(nodes.get(node).client(), group.token("truck"));
      device.get("/v1/me").expect(200);
    }
  }

  /** The newest record of the group. */
  private void assertSealedBy(String line) {
    var records = new TopicReader(nodes.kafkaBootstrap()).read("quayside-admin");
    String kid = SecretKeys.parse(line).kids().getFirst();
    assertThat(TopicReader.text(records.getLast())).contains("\"kid\":\"" + kid + "\"");
  }
}
