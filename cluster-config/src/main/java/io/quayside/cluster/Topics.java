package io.quayside.cluster;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics: their names, and what must hold of them before a node may write. */
public final class Topics {
  public static final String EVENTS = "shipment-events";
  public static final String POSITIONS = "shipment-positions";
  public static final String DEAD_LETTERS = "shipment-dead-letters";

  /** Administration objects; of one partition, whatever the number of shards. */
  public static final String ADMIN = "quayside-admin";

  /** All topics. */
  public static final List<String> ALL = List.of(EVENTS, POSITIONS, DEAD_LETTERS, ADMIN);

  private static final String FOR_EVER = "-1";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final long ASK_AGAIN_MILLIS = 50;
  private static final Map<String, String> RETENTION_MILLIS =
      Map.of(
          EVENTS, FOR_EVER,
          POSITIONS, Long.toString(Duration.ofDays(7).toMillis()),
          DEAD_LETTERS, FOR_EVER,
          ADMIN, FOR_EVER);

  private final Admin admin;

  private Topics(Admin admin) {
    this.admin = admin;
  }

  /**
   * How often a record is kept.
   *
   * @param factor replicas of each partition
   * @param minInSync how many of them an acknowledgement waits for
   */
  public record Replication(short factor, int minInSync) {
    public Replication {
      if (factor < 1 || minInSync < 1 || minInSync > factor) {
        throw new IllegalArgumentException(
            "%d replicas with %d in sync cannot be".formatted(factor, minInSync));
      }
    }

    /** Three replicas where there are brokers for them, and one of them may be away. */
    public static Replication forBrokers(int brokers) {
      var factor = (short) Math.clamp(brokers, 1, 3);
      return new Replication(factor, Math.max(1, factor - 1));
    }
  }

  /**
   * Creates the topics that are missing, with {@code shards} partitions each (the administration's
   * has one), and verifies those that exist. Blocks, at most half a minute per question to Kafka.
   * Throws {@link IllegalStateException} with the topic, what was expected and what was found.
   */
  public static void ensure(Admin admin, int shards, Replication replication)
      throws InterruptedException {
    Shards.requireCount(shards);
    var topics = new Topics(admin);
    topics.create(shards, replication);
    topics.verifyPartitions(shards);
    topics.verifySettings();
  }

  /** How many brokers the cluster has now. Blocks like {@link #ensure}. */
  public static int brokers(Admin admin) throws InterruptedException {
    return await(admin.describeCluster().nodes()).size();
  }

  private void create(int shards, Replication replication) throws InterruptedException {
    var existing = await(admin.listTopics().names());
    var missing = new ArrayList<NewTopic>();
    for (var name : RETENTION_MILLIS.keySet()) {
      if (!existing.contains(name)) {
        var topic = new NewTopic(name, partitions(name, shards), replication.factor());
        missing.add(topic.configs(settings(name, replication)));
      }
    }
    for (var created : admin.createTopics(missing).values().values()) {
      try {
        await(created);
      } catch (IllegalStateException e) {
        // Another node may start at the same moment; what it created is verified like the rest.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static Map<String, String> settings(String topic, Replication replication) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        RETENTION_MILLIS.get(topic),
        TopicConfig.RETENTION_BYTES_CONFIG,
        "-1",
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "CreateTime",
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
        Integer.toString(replication.minInSync()));
  }

  private void verifyPartitions(int shards) throws InterruptedException {
    for (var topic : describe()) {
      var expected = partitions(topic.name(), shards);
      require(topic.name(), "partitions", expected, topic.partitions().size());
    }
  }

  private static int partitions(String topic, int shards) {
    return topic.equals(ADMIN) ? 1 : shards;
  }

  /** What was created a moment ago is known to the controller first, to the broker later. */
  private Collection<TopicDescription> describe() throws InterruptedException {
    var deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    while (true) {
      try {
        return await(admin.describeTopics(RETENTION_MILLIS.keySet()).allTopicNames()).values();
      } catch (IllegalStateException e) {
        var unknownYet = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unknownYet || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
      }
    }
  }

  /** Refuses a topic with other settings, above all a retention that would delete events. */
  private void verifySettings() throws InterruptedException {
    var resources =
        RETENTION_MILLIS.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<String, Config> found =
        await(admin.describeConfigs(resources).all()).entrySet().stream()
            .collect(toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    for (var name : RETENTION_MILLIS.keySet()) {
      var settings = requireNonNull(found.get(name));
      require(name, settings, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      require(name, settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
    }
    for (var kept : List.of(EVENTS, DEAD_LETTERS, ADMIN)) {
      var settings = requireNonNull(found.get(kept));
      require(kept, settings, TopicConfig.RETENTION_MS_CONFIG, FOR_EVER);
      require(kept, settings, TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    }
  }

  private static void require(String topic, Config settings, String setting, String expected) {
    require(topic, setting, expected, settings.get(setting).value());
  }

  private static void require(String topic, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(
          "topic %s: expected %s %s, found %s".formatted(topic, what, expected, found));
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = requireNonNull(e.getCause());
      var what = cause instanceof RetriableException ? "does not answer" : "refused";
      throw new IllegalStateException(what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "does not answer within " + ANSWER_WITHIN.toSeconds() + " s", e);
    }
  }
}
