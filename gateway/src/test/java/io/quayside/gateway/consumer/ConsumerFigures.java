package io.quayside.gateway.consumer;

import io.quayside.gateway.figures.Pass;
import io.quayside.gateway.harness.ServicesProcess;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Rate and CPU per event of the consumer library, beside a loop with the same JDBC work. */
class ConsumerFigures {
  private static final int SHIPMENTS = 1_000;
  private static final int VERSIONS = Integer.getInteger("figures.versions", 20);
  private static final int SLOW_VERSIONS = 3;
  private static final int PASSES = 6;
  private static final int WARM_UPS = 3;

  @Test
  void shouldMeasureTheLibrary() throws Exception {
    Pass.compileFully();
    try (var services = ServicesProcess.start("consumer-figures")) {
      var bootstrap = services.environment().get("QUAYSIDE_KAFKA_BOOTSTRAP");
      int postgres = services.ports().postgres();
      var schema = "figures";
      var ledger = Ledger.create(postgres, schema);
      try (var connection = ledger.connections().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            "create table seen (consumer text, shipment_id text, version int,"
                + " primary key (consumer, shipment_id))");
      }
      fill(bootstrap, "many", VERSIONS);
      fill(bootstrap, "few", SLOW_VERSIONS);
      var measured = new Measured(bootstrap, Integer.toString(postgres), schema);

      var plain = measured.pass("plain", "many", VERSIONS, 1, 0, PASSES);
      var library = measured.pass("library", "many", VERSIONS, 1, 0, PASSES);
      var one = measured.pass("library", "few", SLOW_VERSIONS, 1, 2, 2);
      var sixteen = measured.pass("library", "few", SLOW_VERSIONS, 16, 2, 2);

      System.out.printf(
          Locale.ROOT,
          "| library, parallel(1) | %s | beside plain %s | CPU %.2f |%n",
          library.text(),
          plain.text(),
          library.cpuMicros() / plain.cpuMicros());
      System.out.printf(
          Locale.ROOT,
          "| handler of 2 ms: parallel(16) | %s | parallel(1) %s | rate %.1f |%n",
          sixteen.text(),
          one.text(),
          sixteen.perSecond() / one.perSecond());
      ledger.connections().close();
    }
  }

  private static void fill(String bootstrap, String name, int versions) throws Exception {
    try (var topic = EventTopic.create(bootstrap, name)) {
      for (int version = 1; version <= versions; version++) {
        for (int shipment = 0; shipment < SHIPMENTS; shipment++) {
          topic.send(shipment, version);
        }
      }
    }
  }

  private record Measured(String bootstrap, String postgres, String schema) {
    Pass pass(String what, String topic, int versions, int parallel, int millis, int passes)
        throws Exception {
      var all =
          Pass.of(
              MeasuredConsumer.class,
              List.of(),
              List.of(
                  what,
                  bootstrap,
                  topic,
                  postgres,
                  schema,
                  Integer.toString(SHIPMENTS * versions),
                  Integer.toString(parallel),
                  Integer.toString(millis),
                  Integer.toString(passes)));
      return Pass.median(all.subList(Math.min(WARM_UPS, passes - 1), passes));
    }
  }
}
