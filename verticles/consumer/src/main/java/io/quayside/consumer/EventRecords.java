package io.quayside.consumer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Records for tests, as Kafka would bring them. */
public final class EventRecords {
  private static final TopicPartition PARTITION = new TopicPartition("shipment-events", 0);

  private EventRecords() {}

  /**
   * A record of each event's JSON text, with its subject as the key. What is no JSON, or has no
   * subject, gets no key.
   */
  public static ConsumerRecords<byte[], byte[]> of(String... json) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String event : json) {
      byte[] key = subject(event);
      records.add(
          new ConsumerRecord<>(
              PARTITION.topic(),
              PARTITION.partition(),
              records.size(),
              key,
              event.getBytes(StandardCharsets.UTF_8)));
    }
    return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
  }

  private static byte[] subject(String json) {
    String[] subject = new String[1];
    try {
      new JsonScanner(json)
          .object(
              (name, from, to) -> {
                if (name.equals("subject")) {
                  subject[0] = JsonScanner.text(json, from, to);
                }
              });
    } catch (JsonScanner.NotJsonException noJson) {
      return null;
    }
    return subject[0] == null ? null : subject[0].getBytes(StandardCharsets.UTF_8);
  }
}
