package io.quayside.gateway.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.cluster.Topics;
import io.quayside.cluster.Topics.Replication;
import io.quayside.gateway.harness.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaIT {
  private static final Replication ALONE = Replication.forBrokers(1);

  @TempDir private Path home;
  private EmbeddedKafka kafka;

  @AfterEach
  void stop() {
    kafka.stop();
  }

  @Test
  void shouldKeepTopicsAndRecordsAcrossRestarts() throws Exception {
    start();
    try (var admin = admin()) {
      assertThat(Topics.brokers(admin)).isEqualTo(1);
      Topics.ensure(admin, 3, ALONE);
    }
    send("kept");
    kafka.stop();

    start();
    try (var admin = admin()) {
      Topics.ensure(admin, 3, ALONE);
    }
    assertThat(firstRecord()).isEqualTo("kept");
  }

  @Test
  void shouldSetTopicsUpAsTheyMustBe() throws Exception {
    start();
    try (var admin = admin()) {
      Topics.ensure(admin, 3, ALONE);
      assertThat(setting(admin, Topics.EVENTS, "retention.ms")).isEqualTo("-1");
      assertThat(setting(admin, Topics.POSITIONS, "retention.ms")).isEqualTo("604800000");
      assertThat(setting(admin, Topics.DEAD_LETTERS, "retention.ms")).isEqualTo("-1");
      assertThat(setting(admin, Topics.EVENTS, "message.timestamp.type")).isEqualTo("CreateTime");
      assertThat(setting(admin, Topics.EVENTS, "min.insync.replicas")).isEqualTo("1");
      assertThatThrownBy(() -> Topics.ensure(admin, 4, ALONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("expected partitions 4, found 3");
      admin
          .createPartitions(Map.of(Topics.POSITIONS, NewPartitions.increaseTo(5)))
          .all()
          .get(30, SECONDS);
      awaitPartitions(admin, Topics.POSITIONS, 5);
      assertThatThrownBy(() -> Topics.ensure(admin, 3, ALONE))
          .hasMessage("topic shipment-positions: expected partitions 3, found 5");
      assertThat(admin.listTopics().names().get(30, SECONDS))
          .containsExactlyInAnyOrder(
              Topics.EVENTS, Topics.POSITIONS, Topics.DEAD_LETTERS, Topics.ADMIN);
    }
  }

  private void start() throws Exception {
    kafka =
        EmbeddedKafka.start(
            home,
            Ports.one(),
            () -> {
              throw new IllegalStateException("Kafka gave up");
            });
  }

  /** The broker learns a little later than the controller that answered. */
  private static void awaitPartitions(Admin admin, String topic, int count) throws Exception {
    var deadline = System.nanoTime() + SECONDS.toNanos(30);
    int found;
    do {
      var description = admin.describeTopics(List.of(topic)).allTopicNames().get(30, SECONDS);
      found = description.get(topic).partitions().size();
    } while (found != count && System.nanoTime() < deadline);
    assertThat(found).isEqualTo(count);
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
  }

  private static String setting(Admin admin, String topic, String name) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var settings = admin.describeConfigs(List.of(resource)).all().get(30, SECONDS).get(resource);
    return settings.get(name).value();
  }

  private void send(String value) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(Topics.EVENTS, 0, "key", value)).get(30, SECONDS);
    }
  }

  private String firstRecord() {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition(Topics.EVENTS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var records = consumer.poll(Duration.ofSeconds(30)).records(partition);
      return records.getFirst().value();
    }
  }
}
