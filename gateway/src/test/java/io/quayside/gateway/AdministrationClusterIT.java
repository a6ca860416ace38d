package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.SecretKeys;
import io.quayside.cluster.Agreement;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Operator;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The administration of two nodes over one log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministrationClusterIT {
  /** The promise is 1 s; a busy machine gets room. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private static final String KEY_FILE = "QUAYSIDE_SECRETS_KEY_FILE";

  @TempDir private static Path directory;

  private final String bootstrap = Operator.bootstrapKey();
  private Nodes nodes;
  private Operator one;
  private Operator other;

  @BeforeAll
  void start() throws IOException {
    Map<String, String> settings = new HashMap<>(Operator.settings(bootstrap));
    settings.put(KEY_FILE, keyFile(SecretKeys.newLine()));
    nodes = Nodes.start("administration-cluster", 2, settings);
    one = new Operator(nodes.first().client(), bootstrap);
    other = one.of(nodes.last().client());
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  private static String keyFile(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "secrets", ".key"), text).toString();
  }

  @Test
  void shouldKnowWithinASecondWhatAnotherNodeHasAnswered() {
    var key = one.post("/v1/keys", new JsonObject("{\"name\":\"k\",\"role\":\"operator\"}"));
    String text = key.expect(201).json().getString("key");

    await()
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> other.with(text).get("/v1/keys").status() == 200);
    one.delete(key.header("Location")).expect(204);
    await()
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> other.with(text).get("/v1/keys").status() == 401);
  }

  @Test
  void shouldShowEveryNodeWithItsShards() {
    var selves = new HashSet<String>();
    for (var node : List.of(one, other)) {
      // Migrations may be under way, and a shard has no owner meanwhile.
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                var cluster = node.get("/v1/cluster").expect(200).json();
                var shown = cluster.getJsonArray("nodes").stream().map(JsonObject.class::cast);
                var shards = cluster.getInteger("shards");
                List<Object> owned = new ArrayList<>();
                shown.forEach(
                    member -> {
                      owned.addAll(member.getJsonArray("shards").getList());
                      if (member.containsKey("self")) {
                        selves.add(member.getString("nodeId"));
                      }
                    });
                assertThat(owned)
                    .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, shards).<Object>mapToObj(shard -> shard).toList());
              });
    }
    assertThat(selves).hasSize(2);
  }

  @Test
  void shouldLetOneOfTwoConditionalWritersWin() {
    for (int round = 0; round < 20; round++) {
      String path = "/v1/tenants/race-" + round;
      one.put(path, new JsonObject()).expect(201);
      awaitAgreement(path);

      var answers =
          Stream.of(one, other)
              .map(
                  node ->
                      node.send(
                          "PUT",
                          path,
                          new JsonObject("{\"suspended\":%b}".formatted(node.equals(one))),
                          "If-Match",
                          "\"1\""))
              .toList()
              .stream()
              .map(java.util.concurrent.CompletableFuture::join)
              .map(Answer::status)
              .toList();

      assertThat(answers).containsExactlyInAnyOrder(200, 412);
      awaitAgreement(path);
    }
  }

  @Test
  void shouldDoUnconditionalWritesOneAfterTheOther() {
    String path = "/v1/tenants/both";
    int writes = 10;

    var answers =
        IntStream.range(0, writes)
            .mapToObj(i -> (i % 2 == 0 ? one : other).send("PUT", path, new JsonObject()))
            .toList()
            .stream()
            .map(java.util.concurrent.CompletableFuture::join)
            .toList();

    List<Integer> versions =
        answers.stream().map(answer -> answer.json().getInteger("version")).sorted().toList();
    assertThat(versions).isEqualTo(IntStream.rangeClosed(1, writes).boxed().toList());
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
    awaitAgreement(path);
  }

  private void awaitAgreement(String path) {
    await()
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> other.get(path).text().equals(one.get(path).text()));
  }

  @Test
  void shouldRefuseANodeThatCannotOpenWhatTheOthersSeal() throws IOException {
    var another = Map.of(KEY_FILE, keyFile(SecretKeys.newLine() + "\n" + SecretKeys.newLine()));

    assertThatThrownBy(() -> nodes.startOneMore(another))
        .hasMessageContaining("status 2")
        .hasMessageContaining("first key of secrets.key-file");
    var illFormed = Map.of(KEY_FILE, keyFile("no key"));
    assertThatThrownBy(() -> nodes.startOneMore(illFormed))
        .hasMessageContaining("status 2")
        .hasMessageContaining("Quayside did not start: secrets.key-file:");
  }

  @Test
  void shouldNotStartANodeWithoutAProtocolNumberThatWasWritten() throws Exception {
    one.put("/v1/tenants/acme", new JsonObject()).expect(201);
    await().until(() -> other.get("/v1/tenants/acme").status() == 200);
    assertThat(floors()).isEmpty();

    one.at("acme").post("/v1/shipments", Bodies.booking()).expect(201);
    other.at("acme").post("/v1/shipments", Bodies.booking()).expect(201);

    // Where both nodes record it at the same time, the first record counts.
    assertThat(floors())
        .isNotEmpty()
        .map(TopicReader::json)
        .allSatisfy(
            floor -> {
              assertThat(floor.getString("type")).isEqualTo("admin.protocol-created.v1");
              assertThat(floor.getInteger("objectversion")).isEqualTo(1);
              assertThat(floor.getJsonObject("data"))
                  .isEqualTo(new JsonObject().put("number", Agreement.PRINCIPALS_PROTOCOL));
            });

    var last = floors().getLast();
    String next = TopicReader.text(last).replace("floor/1", "floor/2");
    next = next.replace("\"objectversion\":1", "\"objectversion\":2").replace("created", "changed");
    write(last.key(), next.replaceFirst("\"number\":[0-9]+", "\"number\":99"));

    assertThatThrownBy(() -> nodes.startOneMore())
        .hasMessageContaining("status 2")
        .hasMessageContaining(
            "Quayside did not start: protocol: the log may have records of protocol number 99; this"
                + " version knows the numbers up to "
                + Agreement.HIGHEST_PROTOCOL);
  }

  private List<ConsumerRecord<String, byte[]>> floors() {
    return new TopicReader(nodes.kafkaBootstrap()).read("quayside-admin", "protocol/floor");
  }

  private void write(String key, String value) throws Exception {
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, nodes.kafkaBootstrap());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("quayside-admin", key, value)).get();
    }
  }
}
