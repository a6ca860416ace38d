package io.quayside.gateway.consumer;

import io.quayside.consumer.JdbcStore;
import io.quayside.consumer.QuaysideConsumer;
import io.quayside.consumer.QuaysideEvent;
import io.quayside.consumer.Tx;
import io.quayside.gateway.figures.Pass;
import io.quayside.gateway.figures.Plain;
import io.quayside.gateway.figures.Plain.Envelope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning several times, in a process of its own. */
final class MeasuredConsumer {
  private static final String NOTE = "insert into handled (shipment, version) values (?, ?)";

  private final Map<String, Object> kafka;
  private final String topic;
  private final Connections connections;
  private final long events;
  private final int parallel;
  private final int handlerMillis;
  private final AtomicLong handled = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private Duration cpu = Duration.ZERO;
  private long startNanos;

  private MeasuredConsumer(String[] arguments) {
    kafka = Map.of("bootstrap.servers", arguments[1]);
    topic = arguments[2];
    connections = new Connections(Integer.parseInt(arguments[3]), arguments[4]);
    events = Long.parseLong(arguments[5]);
    parallel = Integer.parseInt(arguments[6]);
    handlerMillis = Integer.parseInt(arguments[7]);
  }

  /**
   * {@code plain} or {@code library}, Kafka's address, the topic, PostgreSQL's port, a schema, how
   * many events, how many threads, how long a handler takes, and how many passes.
   */
  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < Integer.parseInt(arguments[8]); i++) {
      var name = "%s-%s-%s-%d".formatted(arguments[0], arguments[6], arguments[7], i);
      var one = new MeasuredConsumer(arguments);
      System.out.println(
          (arguments[0].equals("plain") ? one.plain(name) : one.library(name)).line());
    }
    System.exit(0);
  }

  /** Counts an event; the first one and those before it, with the group's start, cost nothing. */
  private void count() {
    long count = handled.incrementAndGet();
    if (count == 1) {
      cpu = Plain.cpu(ProcessHandle.current());
      startNanos = System.nanoTime();
    }
    if (count == events) {
      done.countDown();
    }
  }

  private Pass pass() {
    long nanos = System.nanoTime() - startNanos;
    return new Pass(events, nanos, Plain.cpu(ProcessHandle.current()).minus(cpu).toNanos());
  }

  private void work() throws InterruptedException {
    if (handlerMillis > 0) {
      TimeUnit.MILLISECONDS.sleep(handlerMillis);
    }
  }

  private Pass library(String name) throws InterruptedException {
    try (var consumer =
        QuaysideConsumer.builder(name)
            .kafka(kafka)
            .topic(topic)
            .store(JdbcStore.of(connections))
            .parallel(parallel)
            .on("*", this::handle)
            .start()) {
      done.await();
      var pass = pass();
      consumer.pause();
      return pass;
    }
  }

  private void handle(QuaysideEvent event, Tx tx) throws SQLException, InterruptedException {
    tx.update(NOTE, event.shipmentId(), event.version());
    work();
    count();
  }

  /** The same two statements and a commit for each event, in a loop. */
  private Pass plain(String name) throws SQLException, InterruptedException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.get("bootstrap.servers"),
            "group.id",
            name,
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest");
    try (var consumer =
            new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        var connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      consumer.subscribe(List.of(topic));
      while (done.getCount() > 0) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          handle(name, connection, record);
        }
        consumer.commitAsync();
      }
      return pass();
    }
  }

  private void handle(String name, Connection connection, ConsumerRecord<String, byte[]> record)
      throws SQLException, InterruptedException {
    int version = Envelope.of(record.value()).version();
    try (var note = connection.prepareStatement(NOTE)) {
      note.setString(1, record.key());
      note.setInt(2, version);
      note.executeUpdate();
    }
    work();
    advance(name, connection, record.key(), version);
    connection.commit();
    count();
  }

  private static void advance(String name, Connection connection, String shipmentId, int version)
      throws SQLException {
    var sql =
        version == 1
            ? "insert into seen (version, consumer, shipment_id) values (?, ?, ?)"
            : "update seen set version = ? where consumer = ? and shipment_id = ? and version = ?";
    try (var statement = connection.prepareStatement(sql)) {
      statement.setInt(1, version);
      statement.setString(2, name);
      statement.setString(3, shipmentId);
      if (version > 1) {
        statement.setInt(4, version - 1);
      }
      if (statement.executeUpdate() != 1) {
        throw new SQLException(shipmentId + " is not at " + (version - 1));
      }
    }
  }
}
