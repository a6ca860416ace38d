package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.cluster.Topics;
import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes an exported file into an empty log. The whole file is read before the first write. */
final class Import {
  private static final Header CONTENT_TYPE =
      new RecordHeader("content-type", "application/cloudevents+json".getBytes(UTF_8));

  private final Stores stores;
  private final EventCodec codec;
  private final Path file;
  private final Progress progress;

  Import(Stores stores, Contexts contexts, Path file, Progress progress) {
    this.stores = stores;
    this.codec = new EventCodec(contexts);
    this.file = file;
    this.progress = progress;
  }

  /** Does something with a line, which counts from 1. */
  @FunctionalInterface
  private interface LineReader {
    void read(long number, byte[] line);
  }

  /** How much was written. */
  record Imported(long events, int shipments) {}

  /** Throws a {@link ToolException} before it has written anything. */
  Imported run() {
    Map<String, Integer> versions = new HashMap<>();
    progress.begin("check", "events", 0);
    long events = lines((number, line) -> check(number, line, versions));
    ensureEmpty();
    progress.begin("import", "events", events);
    write();
    return new Imported(events, versions.size());
  }

  private void check(long number, byte[] line, Map<String, Integer> versions) {
    StoredEvent event;
    try {
      event = codec.decode(line);
    } catch (UndecodableEventException e) {
      throw refused(number, String.valueOf(e.getMessage()));
    }
    if (!CommandId.isShipmentId(event.shipmentId())) {
      throw refused(number, event.shipmentId() + " is not a shipment's id");
    }
    int before = versions.getOrDefault(event.shipmentId(), 0);
    if (event.version() != before + 1) {
      throw refused(
          number,
          "version %d of %s comes after version %d"
              .formatted(event.version(), event.shipmentId(), before));
    }
    versions.put(event.shipmentId(), event.version());
  }

  private static ToolException refused(long number, String cause) {
    return ToolException.found("line " + number + ": " + cause);
  }

  private void ensureEmpty() {
    try (TopicLog log = new TopicLog(stores, Topics.EVENTS)) {
      Map<Integer, Long> ends = log.ends();
      if (ends.isEmpty()) {
        createTopics();
      } else if (!ends.equals(log.beginnings())) {
        throw ToolException.found("the topic " + Topics.EVENTS + " is not empty");
      }
    }
  }

  private void createTopics() {
    try (Admin admin = Admin.create(new HashMap<>(stores.kafka().reveal()))) {
      Topics.ensure(admin, stores.shards(), Topics.Replication.forBrokers(Topics.brokers(admin)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ToolException.misused("interrupted");
    } catch (RuntimeException e) {
      throw ToolException.notReachable("Kafka at " + stores.kafka(), e);
    }
  }

  private void write() {
    Map<String, Object> settings = new HashMap<>(stores.kafka().reveal());
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    // To a topic that was made a moment ago a first batch may be refused and the next one taken:
    // then the first is out of order for ever (KAFKA-15591).
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      lines(
          (number, line) -> {
            if (failure.get() == null) {
              send(producer, line, failure);
            }
          });
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw ToolException.notReachable("Kafka at " + stores.kafka(), failed);
    }
  }

  private void send(
      KafkaProducer<String, byte[]> producer, byte[] line, AtomicReference<Exception> failure) {
    String shipmentId = codec.decode(line).shipmentId();
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.EVENTS, null, shipmentId, line, List.of(CONTENT_TYPE)),
            (written, failed) -> {
              if (failed != null) {
                failure.compareAndSet(null, failed);
              }
            });
  }

  /** Hands on every line of the file and returns how many there are. */
  private long lines(LineReader reader) {
    // Latin-1 has a character for every byte: the bytes stay as they are.
    try (BufferedReader in = Files.newBufferedReader(file, ISO_8859_1)) {
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        reader.read(number, line.getBytes(ISO_8859_1));
        progress.add(1);
      }
      return number;
    } catch (IOException e) {
      throw ToolException.misused("--in: %s cannot be read (%s)".formatted(file, e));
    }
  }
}
