package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Corruption;
import io.quayside.gateway.harness.Corruption.Damage;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Producer;
import io.quayside.gateway.harness.Sql;
import io.quayside.gateway.harness.ToolProcess;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What {@code verify} finds in versions, offsets and positions, and what it passes over. */
@TestMethodOrder(OrderAnnotation.class)
class VerificationIT {
  private static final String POSITIONS = "shipment-positions";

  private static GatewayProcess gateway;
  private static Dispatcher dispatcher;
  private static Corruption rows;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.startFresh("verification");
    dispatcher = new Dispatcher(gateway.client());
    rows = new Corruption(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  private static void verifyNothing() {
    assertThat(ToolProcess.run(gateway.ports(), "verify").expect(0).out()).isEmpty();
    assertThat(ToolProcess.run(gateway.ports(), "verify", "--sample", "3").expect(0).out())
        .isEmpty();
  }

  /** A damage to one shipment, and the line that tells of it. */
  private static Damage damage(String table, String id, String set, String where, String found) {
    return new Damage(
        table,
        id,
        "update %s set %s where shipment_id = '%s'%s".formatted(table, set, id, where),
        "%s %s %s".formatted(table, id, found));
  }

  private static Damage version(String table, int version) {
    return damage(
        table,
        rows.bookWithAll(),
        "version = " + version,
        "",
        "%1$d version: found %1$d, expected .+".formatted(version));
  }

  private static String moving(int positions) {
    var id = dispatcher.bookAndPickUp();
    for (int sequence = 1; sequence <= positions; sequence++) {
      dispatcher.track(id, Bodies.position("truck-7", sequence)).expect(202);
      dispatcher.awaitPosition(id, sequence);
    }
    return id;
  }

  private static void expectEach(List<Damage> damages) throws SQLException {
    var found = rows.verifiedWith(damages);
    assertThat(found).hasSameSizeAs(damages);
    for (var damage : damages) {
      assertThat(found).as(damage.toString()).anyMatch(line -> line.matches(damage.found()));
    }
    verifyNothing();
  }

  @Test
  @Order(1)
  void shouldNameVersionsAtWhichThereWasNoSuchRow() throws SQLException {
    expectEach(
        List.of(
            version("tenders", 1),
            version("tender_parties", 0),
            version("documents", 0),
            version("documents", 2),
            version("documents", 4),
            version("sagas", 0),
            version("identifiers", 0)));
  }

  @Test
  @Order(2)
  void shouldNameOffsetsAndCallersThatTheHistoryHasLost() throws SQLException {
    expectEach(
        List.of(
            damage(
                "events",
                rows.bookWithAll(),
                "log_offset = null",
                " and version = 2",
                "2 log_offset: found nothing, expected [0-9]+"),
            damage(
                "events",
                dispatcher.book(),
                "log_offset = null, caller = 'evil'",
                "",
                "1 caller: found evil, expected anonymous")));
  }

  @Test
  @Order(3)
  void shouldNamePositionsThatNoRecordHasMade() throws SQLException {
    var lower = moving(2);
    var surplus = moving(1);
    var ghost = moving(1);
    var later = moving(1);
    expectEach(
        List.of(
            damage(
                "positions",
                lower,
                "log_offset = log_offset - 1, value = '{}'",
                " and sequence = 1",
                "-?[0-9]+ log_offset: found -?[0-9]+, expected [0-9]+"),
            new Damage(
                "positions",
                surplus,
                """
                insert into positions (shipment_id, device_id, sequence_epoch, sequence,
                  observed_at, log_offset, value)
                select shipment_id, device_id, 7, sequence, observed_at, log_offset, value
                from positions where shipment_id = '%s'
                """
                    .formatted(surplus),
                "positions " + surplus + " [0-9]+ log_offset: found [0-9]+, expected nothing"),
            damage(
                "positions",
                later,
                "log_offset = log_offset + 1000000",
                "",
                "[0-9]+ log_offset: found [0-9]+, expected [0-9]+"),
            new Damage(
                "devices",
                ghost,
                "insert into devices (shipment_id, device_id) values ('" + ghost + "', 'ghost')",
                "devices " + ghost + " 0 device_id: found ghost, expected nothing")));
  }

  /** A repeat makes no row; that of the first record stays, also when the log has lost it. */
  @Test
  @Order(4)
  void shouldPassOverRepeatsAndPositionsThatTheLogHasLost() throws Exception {
    var id = moving(2);
    var first = records(id).getFirst();
    Producer.send(gateway.topics().bootstrap(), POSITIONS, id, first.value());
    verifyNothing();
    deleteThrough(first);
    verifyNothing();
    dispatcher.track(id, Bodies.position("truck-7", 3)).expect(202);
    dispatcher.awaitPosition(id, 3);
    verifyNothing();
  }

  private static List<ConsumerRecord<String, byte[]>> records(String id) {
    return gateway.topics().readAll(POSITIONS).stream()
        .filter(record -> id.equals(record.key()))
        .toList();
  }

  private static void deleteThrough(ConsumerRecord<String, byte[]> record) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", gateway.topics().bootstrap()))) {
      Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
      below.put(
          new TopicPartition(POSITIONS, record.partition()),
          RecordsToDelete.beforeOffset(record.offset() + 1));
      admin.deleteRecords(below).all().get();
    }
  }

  /** Gateways park the shipment; its record counts as little as those behind a hole. */
  @Test
  @Order(5)
  void shouldPassOverARecordThatItsShipmentCannotFollow() throws SQLException {
    var id = dispatcher.book();
    dispatcher.view(id, 1);
    var booked =
        gateway.topics().readAll("shipment-events").stream()
            .filter(record -> id.equals(record.key()))
            .findFirst()
            .orElseThrow();
    var again =
        new String(booked.value(), UTF_8)
            .replace(id + "/1", id + "/2")
            .replace("\"shipmentversion\":1,", "\"shipmentversion\":2,");
    Producer.send(gateway.topics().bootstrap(), "shipment-events", id, again.getBytes(UTF_8));
    var sql = new Sql(gateway);
    await()
        .until(
            () ->
                sql.number("select count(*) from dead_letters where shipment_id = '" + id + "'")
                    == 1);

    verifyNothing();
  }
}
