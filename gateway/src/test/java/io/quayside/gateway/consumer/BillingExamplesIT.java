package io.quayside.gateway.consumer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The billing services of docs/examples, on events of the gateway that stand there repeatedly. */
@ExtendWith(SharedGateway.class)
class BillingExamplesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String POSTGRES =
      "postgresql://quayside@127.0.0.1:%d/quayside?options=-csearch_path%%3D%s";

  private final GatewayProcess gateway;
  private final List<Process> started = new ArrayList<>();

  BillingExamplesIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @AfterEach
  void end() throws InterruptedException {
    for (var process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldBillInJava() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    bill(
        "java",
        "jdbc:postgresql://127.0.0.1:%d/quayside?user=quayside&currentSchema=%s",
        List.of(
            java,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            example("Billing.java")));
  }

  @Test
  void shouldBillInNode() throws Exception {
    assumeTrue(
        succeeds("node", "-e", "require('kafkajs'); require('pg')"),
        "NOT TESTED: no Node that finds kafkajs and pg (npm install kafkajs pg; NODE_PATH)");
    bill("node", POSTGRES, List.of("node", example("billing.js")));
  }

  @Test
  void shouldBillInPython() throws Exception {
    // Debian installs its packages for its own Python, which need not be the first on the path.
    var python =
        Stream.of("python3", "/usr/bin/python3")
            .filter(one -> succeeds(one, "-c", "import confluent_kafka, psycopg2"))
            .findFirst();
    assumeTrue(
        python.isPresent(),
        "NOT TESTED: no Python with confluent-kafka and psycopg2"
            + " (apt-get install python3-confluent-kafka python3-psycopg2)");
    bill("python", POSTGRES, List.of(python.orElseThrow(), example("billing.py")));
  }

  private static boolean succeeds(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // it is not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a service over the first events, ends it, and runs it again over all of them and more. */
  private void bill(String language, String url, List<String> program) throws Exception {
    var schema = "billing_" + language;
    var events = delivered();
    var shipment = events.getFirst().key();
    try (var ledger = Ledger.create(gateway.ports().postgres(), schema).connections();
        var topic = EventTopic.create("127.0.0.1:" + gateway.ports().kafka(), schema)) {
      var command = new ArrayList<>(program);
      command.add("127.0.0.1:" + gateway.ports().kafka());
      command.add(url.formatted(gateway.ports().postgres(), schema));
      command.add(schema);

      topic.send(null, events.getFirst().value());
      topic.send(shipment, null);
      topic.send(shipment, "{");
      send(topic, events.subList(0, 3), 2);
      var first = start(command);
      awaitInvoice(ledger, shipment, "53705 f");
      first.destroy();
      assertThat(first.waitFor(30, SECONDS)).as("it ends when it is told to").isTrue();

      // A fee that another service would like to be charged, and each of the gateway's once more.
      var fee = events.get(2).value().replace("/quayside", "/elsewhere");
      topic.send(shipment, fee.replace("\"shipmentversion\":3", "\"shipmentversion\":4"));
      send(topic, events.subList(0, events.size() - 1), 2);
      send(topic, events.subList(events.size() - 1, events.size()), 1);
      var second = start(command);
      awaitInvoice(ledger, shipment, "53705 t");

      var hole = events.get(2).value().replace("\"shipmentversion\":3", "\"shipmentversion\":7");
      topic.send(shipment, hole);
      await().atMost(PATIENCE).until(() -> refusesToGoOn(second, ledger));
      assertThat(invoice(ledger, shipment)).isEqualTo("53705 t");
    }
  }

  /** The library parks a shipment with a hole; the services without it end, loudly. */
  private static boolean refusesToGoOn(Process service, Connections database) throws SQLException {
    if (!service.isAlive()) {
      return service.exitValue() == 1;
    }
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select query_to_xml('select error from quayside_parked', true, true, '')::text"
                    + " where to_regclass('quayside_parked') is not null")) {
      return found.next() && found.getString(1).contains("version-gap: 7 after 5");
    }
  }

  private static void send(EventTopic topic, List<Event> events, int times) {
    for (int time = 0; time < times; time++) {
      events.forEach(event -> topic.send(event.key(), event.value()));
    }
    topic.flush();
  }

  private Process start(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command).inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD);
    started.add(process.start());
    return started.getLast();
  }

  private static void awaitInvoice(Connections database, String shipment, String expected) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class) // there is no table yet
        .untilAsserted(() -> assertThat(invoice(database, shipment)).isEqualTo(expected));
  }

  private static String invoice(Connections database, String shipment) throws SQLException {
    try (var connection = database.getConnection();
        var statement =
            connection.prepareStatement(
                "select cents || ' ' || left((issued_at is not null)::text, 1)"
                    + " from invoice where shipment = ?")) {
      statement.setString(1, shipment);
      try (var found = statement.executeQuery()) {
        return found.next() ? found.getString(1) : "none";
      }
    }
  }

  private record Event(String key, String value) {}

  /** The events of a shipment from its booking to its delivery. */
  private List<Event> delivered() {
    var dispatcher = new Dispatcher(gateway.client());
    var id = dispatcher.book();
    dispatcher.assignCarrier(id, "HH-QS 1").expect(200);
    dispatcher.release(id).expect(200);
    dispatcher.milestone(id, "PICKED_UP").expect(200);
    dispatcher.milestone(id, Bodies.milestone("DELIVERED")).expect(200);
    var events =
        gateway.topics().read("shipment-events", id).stream()
            .map(record -> new Event(record.key(), TopicReader.text(record)))
            .toList();
    assertThat(events).hasSize(5);
    assertThat(events.get(2).value()).contains("\"shipmentversion\":3");
    return events;
  }

  /** Failsafe starts in the module's folder, an IDE may start in the repository's. */
  private static String example(String name) {
    return Stream.of("docs/examples", "../docs/examples")
        .map(folder -> Path.of(folder, name).toAbsolutePath().normalize())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow()
        .toString();
  }
}
