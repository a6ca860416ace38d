package io.quayside.gateway.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of a test, and the events that it writes there. */
record EventTopic(String name, KafkaProducer<String, byte[]> producer, List<Future<?>> sent)
    implements AutoCloseable {
  private static final int PARTITIONS = 6;

  static EventTopic create(String bootstrap, String name) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get(30, SECONDS);
    }
    return new EventTopic(
        name,
        new KafkaProducer<>(
            // The leader of a new topic may refuse a first batch and take the second one.
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "max.in.flight.requests.per.connection",
                1),
            new StringSerializer(),
            new ByteArraySerializer()),
        new ArrayList<>());
  }

  static String shipment(int number) {
    return "%026d".formatted(number);
  }

  static String id(int shipment, int version) {
    return shipment(shipment) + "/" + version;
  }

  void send(int shipment, int version) {
    send(shipment(shipment), event(shipment, version));
  }

  void send(String key, String value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(name, key, value == null ? null : value.getBytes(UTF_8))));
  }

  static String event(int shipment, int version) {
    return """
    {"specversion":"1.0","id":"%1$s/%2$d","source":"/quayside","type":"shipment.departed.v1",\
    "subject":"%1$s","time":"2026-03-02T08:15:30.125Z","shipmentversion":%2$d,"data":{}}\
    """
        .formatted(shipment(shipment), version);
  }

  void flush() {
    producer.flush();
  }

  /** All that was sent has arrived. */
  @Override
  public void close() {
    producer.close();
    assertThat(sent).allSatisfy(one -> assertThat(one).isDone());
    assertThat(sent).allMatch(one -> one.state() == Future.State.SUCCESS);
  }
}
