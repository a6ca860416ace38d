package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.cluster.Topics;
import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
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
  private final Contexts contexts;
  private final EventCodec codec;
  private final Path file;
  private final Progress progress;

  Import(Stores stores, Contexts contexts, Path file, Progress progress) {
    this.stores = stores;
    this.contexts = contexts;
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
    Imported checked = check();
    ensureEmpty();
    progress.begin("import", "events", checked.events);
    write();
    return checked;
  }

  /** Reads the whole file and returns how much it has; throws what is wrong with it. */
  Imported check() {
    Map<String, Integer> versions = new HashMap<>();
    progress.begin("check", "events", 0);
    Streams streams = new Streams(false);
    long events = lines((number, line) -> streams.take(number, check(number, line, versions)));
    if (streams.lost) {
      Streams mixed = new Streams(true);
      lines((number, line) -> mixed.take(number, codec.decode(line)));
    }
    return new Imported(events, versions.size());
  }

  /** The streams of the file, each of whose events must be able to follow the one before. */
  private final class Streams {
    private final boolean mixed;
    private final Map<String, ShipmentStream> open = new HashMap<>();

    /** Whether a stream went on after it had been left: the lines of shipments are mixed. */
    private boolean lost;

    /** {@code mixed}: keeps all streams, instead of that of the last line alone. */
    Streams(boolean mixed) {
      this.mixed = mixed;
    }

    void take(long number, StoredEvent event) {
      String id = event.shipmentId();
      if (!mixed && !open.containsKey(id)) {
        open.clear();
        lost |= event.version() > 1;
      }
      ShipmentStream before = event.version() == 1 ? contexts.empty(id) : open.get(id);
      if (before != null) {
        try {
          open.put(id, contexts.apply(before, event));
        } catch (IllegalStateException impossible) {
          throw refused(
              number,
              "version %d of %s cannot follow: %s"
                  .formatted(event.version(), id, impossible.getMessage()));
        }
      }
    }
  }

  private StoredEvent check(long number, byte[] line, Map<String, Integer> versions) {
    // The decoder passes over a byte-order mark, which would stay in the log.
    if (line.length == 0 || line[0] != '{') {
      throw refused(number, "cannot decode: it does not begin with {");
    }
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
    return event;
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
