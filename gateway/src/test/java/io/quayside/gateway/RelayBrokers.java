package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Topics;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.RabbitServer;
import io.quayside.gateway.harness.RedisServer;
import io.quayside.gateway.harness.SqsServer;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The brokers of this machine, each with a relay from the log's beginning, and what they got. */
final class RelayBrokers {
  private static final String PREFIX = "quayside:events:";
  private static final String EXCHANGE = "quayside.events";
  private static final int SHARDS = 12;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final JsonArray relays = new JsonArray();
  private final RelayArrivals fromRabbit = new RelayArrivals();
  private final RelayArrivals fromSqs = new RelayArrivals();
  private final RedisServer redis;
  private final boolean hasRabbit;
  private final SqsServer sqs;

  RelayBrokers() {
    redis = has(RedisServer.PROGRAM) ? open(new RedisServer(Ports.free())) : null;
    if (redis != null) {
      relays.add(relay("cache", "redis").put("uri", redis.uri()));
    }
    hasRabbit = has(RabbitServer.PROGRAM);
    if (hasRabbit) {
      var rabbit = open(new RabbitServer());
      consume(rabbit);
      relays.add(relay("erp", "rabbitmq").put("uri", rabbit.uri()).put("exchange", EXCHANGE));
    }
    sqs = open(new SqsServer());
    relays.add(
        relay("aws", "sqs")
            .put("region", SqsServer.REGION)
            .put("endpoint", sqs.url())
            .put("queueUrl", sqs.queueUrl())
            .put("accessKeyId", "key")
            .put("secretAccessKey", "secret"));
  }

  private static boolean has(String program) {
    boolean found = Program.find(program).isPresent();
    if (!found) {
      System.err.println("NOT TESTED: a relay to " + program + ", which is not installed");
    }
    return found;
  }

  private <T extends AutoCloseable> T open(T broker) {
    opened.add(broker);
    return broker;
  }

  private static JsonObject relay(String name, String kind) {
    return new JsonObject().put("name", name).put("kind", kind).put("start", "BEGINNING");
  }

  private void consume(RabbitServer rabbit) {
    try {
      var channel = open(rabbit.connect()).createChannel();
      channel.exchangeDeclare(EXCHANGE, "topic", true);
      channel.queueDeclare("all", true, false, false, Map.of());
      channel.queueBind("all", EXCHANGE, "#");
      channel.basicConsume(
          "all",
          true,
          (tag, message) -> {
            var headers = message.getProperties().getHeaders();
            fromRabbit.note(
                headers.get("shipmentid").toString(),
                ((Long) headers.get("shipmentversion")).intValue());
          },
          tag -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration of the relays. */
  String relays() {
    return relays.encode();
  }

  /**
   * Waits until all events are there: Redis equals the log entry by entry, and of each shipment the
   * first arrivals at the others are 1, 2, 3 and so on.
   */
  void awaitWhole(TopicReader topics, int seconds) {
    Map<String, Integer> expected = versions(topics);
    if (redis != null) {
      var log = RedisServer.expected(topics);
      await()
          .atMost(seconds, SECONDS)
          .untilAsserted(() -> assertThat(redis.streams(PREFIX, SHARDS)).isEqualTo(log));
    }
    if (hasRabbit) {
      await()
          .atMost(seconds, SECONDS)
          .untilAsserted(() -> assertThat(fromRabbit.highest()).isEqualTo(expected));
      assertThat(fromRabbit.holes()).isEmpty();
    }
    await()
        .atMost(seconds, SECONDS)
        .untilAsserted(
            () -> {
              receive();
              assertThat(fromSqs.highest()).isEqualTo(expected);
            });
    assertThat(fromSqs.holes()).isEmpty();
  }

  /** Takes what the queue of SQS has, so that it does not grow with the load. */
  void receive() {
    for (var messages = sqs.receive(); !messages.isEmpty(); messages = sqs.receive()) {
      for (var message : messages) {
        var attributes = message.messageAttributes();
        fromSqs.note(
            attributes.get("shipmentId").stringValue(),
            Integer.parseInt(attributes.get("version").stringValue()));
      }
    }
  }

  /** By shipment, the highest version in the log. */
  private static Map<String, Integer> versions(TopicReader topics) {
    Map<String, Integer> highest = new TreeMap<>();
    for (var record : topics.readAll(Topics.EVENTS)) {
      highest.merge(
          record.key(), TopicReader.json(record).getInteger("shipmentversion"), Math::max);
    }
    return highest;
  }

  /** Ends the brokers. */
  void close() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
  }
}
