package io.quayside.gateway.figures;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quayside.gateway.harness.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What plain loops over the topic have in common. */
public final class Plain {
  private static final Duration WITHIN = Duration.ofMinutes(5);

  private static final JsonFactory JSON = new JsonFactory();

  private Plain() {}

  /** The members of an event that its message has beside it. */
  public record Envelope(String id, String type, int version) {
    public static Envelope of(byte[] value) {
      String id = "";
      String type = "";
      int version = 0;
      try (JsonParser parser = JSON.createParser(value)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          var name = parser.currentName();
          parser.nextToken();
          switch (name) {
            case "id" -> id = parser.getText();
            case "type" -> type = parser.getText();
            case "shipmentversion" -> version = parser.getIntValue();
            default -> parser.skipChildren();
          }
        }
      } catch (IOException e) {
        throw new IllegalArgumentException("no event", e);
      }
      return new Envelope(id, type, version);
    }
  }

  /** Where a loop puts what it has read. */
  interface Sink {
    /** Sends records of one partition; returns once they are there. */
    void send(int partition, List<ConsumerRecord<String, byte[]>> records) throws Exception;
  }

  /** Reads a topic from its beginning to its end; answers how many records it has. */
  static long read(String bootstrap, String topic, Sink sink) throws Exception {
    var count = new AtomicLong();
    boolean whole =
        new TopicReader(bootstrap)
            .poll(
                topic,
                WITHIN,
                (TopicReader.Polled<Exception>)
                    polled -> {
                      for (var partition : polled.partitions()) {
                        sink.send(partition.partition(), polled.records(partition));
                      }
                      count.addAndGet(polled.count());
                    });
    if (!whole) {
      throw new IllegalStateException(topic + " was not read within " + WITHIN.toSeconds() + " s");
    }
    return count.get();
  }

  /** CPU time of this process, user and system. */
  public static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }
}
