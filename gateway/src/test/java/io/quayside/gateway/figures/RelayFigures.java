package io.quayside.gateway.figures;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Topics;
import io.quayside.gateway.RelayLoad;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.RabbitServer;
import io.quayside.gateway.harness.RedisServer;
import io.quayside.gateway.harness.SnsServer;
import io.quayside.gateway.harness.SqsServer;
import io.quayside.gateway.harness.TestCertificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rate and CPU per event of each relay, beside a plain loop with the same client. */
class RelayFigures {
  private static final int EVENTS = Integer.getInteger("figures.events", 40_000);
  private static final List<String> KINDS =
      List.of(System.getProperty("figures.kinds", "redis,rabbitmq,sqs,sns").split(",", -1));
  private static final int SHIPMENTS = 4_000;
  private static final int WARM_UPS = 10;
  private static final int ROUNDS = 3;
  private static final int SHARDS = 12;
  private static final int IDLE_SECONDS = 10;
  private static final String EXCHANGE = "figures";
  private static final String ARN = "arn:aws:sns:eu-central-1:000000000000:events.fifo";

  @TempDir private static Path directory;

  private Nodes nodes;
  private ProcessHandle gateway;
  private RedisServer redis;
  private RabbitServer rabbit;

  @Test
  void shouldMeasureRelays() throws Exception {
    Pass.compileFully();
    var certificate = TestCertificate.make(directory, "sns", "RSA");
    var trust = certificate.trustOptions(directory.resolve("trust.p12"));
    redis = new RedisServer(Ports.free());
    rabbit = new RabbitServer();
    try (var sqs = new SqsServer();
        var sns = new SnsServer(certificate, "key", "secret")) {
      sns.keepNothing();
      rabbit.with(channel -> channel.exchangeDeclare(EXCHANGE, "topic", true));
      bind();
      nodes =
          Nodes.start(
              "figures",
              1,
              Map.of("QUAYSIDE_RELAYS", relays(sqs, sns), "JAVA_TOOL_OPTIONS", trust));
      // The newest process of this one.
      gateway =
          ProcessHandle.current()
              .children()
              .max(Comparator.comparing(child -> child.info().startInstant().orElseThrow()))
              .orElseThrow();
      fill();
      var flags = List.of(trust.split(" ", -1));
      for (var kind : KINDS) {
        List<String> target =
            switch (kind) {
              case "redis" -> List.of(redis.uri());
              case "rabbitmq" -> List.of(rabbit.uri(), EXCHANGE);
              case "sqs" -> List.of(sqs.url(), sqs.queueUrl());
              default -> List.of(sns.url(), ARN);
            };
        measure(kind, flags, target);
      }
    } finally {
      if (nodes != null) {
        nodes.close();
      }
      redis.close();
      rabbit.close();
    }
  }

  private void bind() {
    rabbit.with(
        channel -> {
          channel.queueDeclare("all", true, false, false, Map.of());
          return channel.queueBind("all", EXCHANGE, "#");
        });
  }

  private String relays(SqsServer sqs, SnsServer sns) {
    var aws =
        new JsonObject()
            .put("region", SqsServer.REGION)
            .put("accessKeyId", "key")
            .put("secretAccessKey", "secret")
            .put("perSecond", 100_000);
    var all =
        List.of(
            new JsonObject().put("name", "redis").put("kind", "redis").put("uri", redis.uri()),
            new JsonObject()
                .put("name", "rabbitmq")
                .put("kind", "rabbitmq")
                .put("uri", rabbit.uri())
                .put("exchange", EXCHANGE),
            aws.copy()
                .put("name", "sqs")
                .put("kind", "sqs")
                .put("endpoint", sqs.url())
                .put("queueUrl", sqs.queueUrl()),
            aws.copy()
                .put("name", "sns")
                .put("kind", "sns")
                .put("endpoint", sns.url())
                .put("topicArn", ARN));
    // A relay that is not measured would work off its events meanwhile.
    return new JsonArray(
            all.stream().filter(relay -> KINDS.contains(relay.getString("name"))).toList())
        .encode();
  }

  private void fill() throws InterruptedException {
    try (var load = new RelayLoad(nodes.first().client(), SHIPMENTS)) {
      load.awaitWritten(EVENTS - SHIPMENTS);
      load.stop();
    }
    KINDS.forEach(this::awaitDone);
  }

  private JsonObject relay(String name) {
    return nodes.first().client().get("/v1/relays/" + name).expect(200).json();
  }

  private void awaitDone(String relay) {
    await()
        .atMost(5, MINUTES)
        .pollInterval(200, MILLISECONDS)
        .until(
            () ->
                relay(relay).getLong("lagRecords") == 0
                    && relay(relay).getJsonArray("shards").size() == SHARDS);
  }

  private void measure(String kind, List<String> flags, List<String> target) throws Exception {
    List<Pass> ours = new ArrayList<>();
    for (int i = 0; i < WARM_UPS + ROUNDS; i++) {
      ours.add(relayAll(kind));
    }
    clear();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                kind, nodes.kafkaBootstrap(), Topics.EVENTS, Integer.toString(WARM_UPS + ROUNDS)));
    arguments.addAll(target);
    var plain =
        Pass.median(
            Pass.of(PlainRelay.class, flags, arguments).subList(WARM_UPS, WARM_UPS + ROUNDS));
    var relay = Pass.median(ours.subList(WARM_UPS, WARM_UPS + ROUNDS)).beyond(idleShare());
    assertThat(relay.events()).isEqualTo(plain.events());
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.2f |%n",
        kind,
        relay.text(),
        plain.text(),
        relay.cpuMicros() / plain.cpuMicros());
  }

  /** What the gateway takes of one CPU while nothing is to be done. */
  private double idleShare() throws InterruptedException {
    var cpu = Plain.cpu(gateway);
    long start = System.nanoTime();
    SECONDS.sleep(IDLE_SECONDS);
    double share = (double) Plain.cpu(gateway).minus(cpu).toNanos() / (System.nanoTime() - start);
    System.out.printf(Locale.ROOT, "idle: %.1f %% of one CPU%n", 100 * share);
    return share;
  }

  /** Has a relay send all events once more. */
  private Pass relayAll(String name) {
    clear();
    var cpu = Plain.cpu(gateway);
    long start = System.nanoTime();
    var rewound =
        nodes
            .first()
            .client()
            .post(
                "/v1/relays/" + name + "/rewind",
                new JsonObject().put("since", "2020-01-01T00:00:00Z"))
            .expect(200)
            .json()
            .getJsonArray("shards");
    long events = 0;
    for (var one : rewound) {
      var shard = (JsonObject) one;
      events += shard.getLong("from") - shard.getLong("to");
    }
    awaitDone(name);
    return new Pass(events, System.nanoTime() - start, Plain.cpu(gateway).minus(cpu).toNanos());
  }

  private void clear() {
    for (int shard = 0; shard < SHARDS; shard++) {
      redis.command("DEL", "quayside:events:" + shard, "plain:" + shard);
    }
    rabbit.with(channel -> channel.queuePurge("all"));
  }
}
