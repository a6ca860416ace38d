package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Corruption;
import io.quayside.gateway.harness.Corruption.Damage;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.ServicesProcess;
import io.quayside.gateway.harness.ToolProcess;
import io.quayside.readmodel.Generation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the log and the read models, beside a gateway that goes on. */
class ToolsIT {
  @TempDir private static Path directory;

  private static GatewayProcess gateway;
  private static Dispatcher dispatcher;
  private static Corruption rows;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.startFresh("tools");
    dispatcher = new Dispatcher(gateway.client());
    rows = new Corruption(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  private static ToolProcess run(String... arguments) {
    return ToolProcess.run(gateway.ports(), arguments);
  }

  private static String bookWithAll() {
    return rows.bookWithAll();
  }

  /** Sends commands until it is told to stop. */
  private static CompletableFuture<Void> load(AtomicBoolean stopped) {
    return CompletableFuture.runAsync(
        () -> {
          while (!stopped.get()) {
            dispatcher.bookAndPickUp();
          }
        });
  }

  @Test
  void shouldExportWholeStreamsUnderLoad() throws Exception {
    bookWithAll();
    var stopped = new AtomicBoolean();
    var load = load(stopped);
    var file = directory.resolve("load.ndjson");
    run("export", "--out", file.toString()).expect(0);
    stopped.set(true);
    load.get();

    Map<String, Integer> versions = new HashMap<>();
    String last = "";
    for (var line : Files.readAllLines(file)) {
      var event = new JsonObject(line);
      var id = event.getString("subject");
      assertThat(event.getInteger("shipmentversion"))
          .as(line)
          .isEqualTo(versions.merge(id, 1, Integer::sum));
      assertThat(id).isGreaterThanOrEqualTo(last);
      last = id;
    }
    assertThat(versions).hasSizeGreaterThan(1);
  }

  @Test
  void shouldExportWhatIsAskedForToStandardOutputAlone() {
    var id = bookWithAll();
    var other = dispatcher.book();
    dispatcher.view(other, 1);
    var bookedAt = dispatcher.view(other, 1).getString("bookedAt");

    var one = run("export", "--shipment", id).expect(0);
    var events = gateway.client().get("/v1/shipments/" + id + "/events").expect(200).text();
    assertThat("{\"items\":[" + String.join(",", one.lines()) + "]}").isEqualTo(events);
    assertThat(one.err()).isEmpty();
    assertThat(run("export", "--shipment", id, "--shipment", other).expect(0).lines())
        .hasSize(one.lines().size() + 1);
    assertThat(run("export", "--shipment", other, "--since", bookedAt).expect(0).lines())
        .hasSize(1);
    assertThat(run("export", "--shipment", other, "--until", bookedAt).expect(0).out()).isEmpty();
    assertThat(run("export", "--shipment", other, "--tenant", "acme").expect(0).out()).isEmpty();
  }

  @Test
  void shouldExportTheSameBytesAfterAnImportElsewhere() throws IOException {
    bookWithAll();
    var file = directory.resolve("here.ndjson");
    run("export", "--out", file.toString()).expect(0);
    try (var services = ServicesProcess.start("elsewhere-services")) {
      var environment = services.environment();
      ToolProcess.run(environment, "import", "--in", file.toString()).expect(0);
      assertThat(ToolProcess.run(environment, "import", "--in", file.toString()).expect(1).err())
          .contains("shipment-events is not empty");
      try (var elsewhere = GatewayProcess.startFresh("elsewhere", environment)) {
        assertThat(elsewhere.client().get("/v1/shipments?limit=1").expect(200).json()).isNotNull();
        var again = ToolProcess.run(environment, "export").expect(0);
        assertThat(again.out()).isEqualTo(Files.readAllBytes(file));
        assertThat(ToolProcess.run(environment, "verify").expect(0).out()).isEmpty();
      }
    }
  }

  @Test
  void shouldRefuseToImportWhatIsNotWhole() throws IOException {
    var id = dispatcher.bookAndPickUp();
    dispatcher.view(id, 3);
    var lines = run("export", "--shipment", id).expect(0).lines();

    refuse(List.of(lines.get(0), lines.get(2)), "line 2: version 3 of " + id);
    refuse(List.of(lines.get(0), lines.get(0)), "line 2: version 1 of " + id);
    refuse(List.of(lines.get(0), "{\"hello\":1}"), "line 2: cannot decode");
    refuse(List.of(lines.get(1)), "line 1: version 2 of " + id);
    refuse(lines, "the topic shipment-events is not empty");
  }

  private static void refuse(List<String> lines, String because) throws IOException {
    var file = directory.resolve("broken.ndjson");
    Files.write(file, lines, UTF_8);
    var refused = run("import", "--in", file.toString()).expect(1);

    assertThat(refused.err()).startsWith("quayside: " + because).hasLineCount(1);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void shouldFindNothingBesideLiveTraffic() throws Exception {
    bookWithAll();
    var stopped = new AtomicBoolean();
    var load = load(stopped);
    var verified = run("verify");
    stopped.set(true);
    load.get();

    assertThat(verified.expect(0).out()).isEmpty();
    assertThat(run("verify", "--sample", "1").expect(0).out()).isEmpty();
  }

  @Test
  void shouldNameCorruptedColumnsAndMissingRows() throws SQLException {
    List<Damage> damages =
        List.of(
            column("shipments", "status", "LOST", "BOOKED"),
            column("shipments", "shipper", "Somebody", "Nordlicht Pumps"),
            column("shipments", "updated_at", "2020-01-01T00:00:00Z", "20"),
            column("tenders", "status", "FAILED", "COLLECTING"),
            column("documents", "status", "VOID", "REQUESTED"),
            row("shipments"),
            row("tenders"),
            row("tender_parties"),
            row("documents"));
    var found = rows.verifiedWith(damages);

    assertThat(found).hasSameSizeAs(damages);
    for (var damage : damages) {
      assertThat(found).as(damage.toString()).anyMatch(line -> line.matches(damage.found()));
    }
  }

  private static Damage column(String table, String column, String value, String expected) {
    var id = bookWithAll();
    return new Damage(
        table,
        id,
        "update %s set %s = '%s' where shipment_id = '%s'".formatted(table, column, value, id),
        "%s %s [23] %s: found .+, expected %s.*".formatted(table, id, column, expected));
  }

  private static Damage row(String table) {
    var id = bookWithAll();
    return new Damage(
        table,
        id,
        "delete from %s where shipment_id = '%s'".formatted(table, id),
        "%s %s 3 version: found nothing, expected 3".formatted(table, id));
  }

  @Test
  void shouldNameOneCorruptedRowOfEachTable() throws SQLException {
    var id = bookWithAll();
    var moving = dispatcher.bookAndPickUp();
    dispatcher.track(moving, Bodies.position("truck-7", 1)).expect(202);
    dispatcher.awaitPosition(moving, 1);
    assertThat(Corruption.TABLES).containsExactlyInAnyOrderElementsOf(Generation.TABLES);
    var found = rows.verifiedWithOneOfEachTable(id, moving);

    for (var table : Generation.TABLES) {
      var shipment = Set.of("devices", "positions").contains(table) ? moving : id;
      assertThat(found)
          .as(table)
          .anyMatch(
              line ->
                  line.startsWith(
                      table + (table.equals("checkpoints") ? " - " : " " + shipment + " ")));
    }
    run("verify").expect(0);
  }

  @Test
  void shouldNameRowsThatNoEventHasMade() throws SQLException {
    var id = bookWithAll();
    var other = "0123456789ABCDEFGHJKMNPQRS";
    var columns = "version, command_id, value, log_offset";
    rows.execute(
        "insert into events (shipment_id, %1$s) select '%2$s', %1$s from events where shipment_id = '%3$s'"
                .formatted(columns, other, id)
            + " and version = 1");
    assertThat(run("verify").expect(1).lines())
        .contains("events " + other + " 1 version: found 1, expected nothing");
    rows.execute("delete from events where shipment_id = '" + other + "'");
    rows.execute(
        "insert into tender_parties select '%s', tender, carrier, tenant, status, opened_at,"
                .formatted(other)
            + " booked_at, version from tender_parties where shipment_id = '%s'".formatted(id));
    assertThat(run("verify").expect(1).lines())
        .containsExactly("tender_parties " + other + " 2 version: found 2, expected nothing");
    rows.execute("delete from tender_parties where shipment_id = '" + other + "'");
  }

  @Test
  void shouldAnswerProgramsWithOneDocument() throws SQLException, IOException {
    var id = bookWithAll();
    var inspected = new JsonObject(run("inspect", id, "-o", "json").expect(0).text());
    assertThat(inspected.getString("shipmentId")).isEqualTo(id);
    assertThat(inspected.getJsonArray("items")).hasSize(3);
    var file = directory.resolve("one.ndjson");
    var exported =
        run("export", "--shipment", id, "--out", file.toString(), "-o", "json").expect(0);
    assertThat(new JsonObject(exported.text()))
        .isEqualTo(new JsonObject().put("events", 3).put("file", file.toString()));
    assertThat(run("export", "--shipment", id, "--output", "JSON").expect(0).out())
        .isEqualTo(Files.readAllBytes(file));
    var refused = run("import", "--in", file.toString(), "-o", "json").expect(1);
    assertThat(new JsonObject(refused.err()).getString("error")).contains("is not empty");

    var verified = new JsonObject(run("verify", "-o", "json").expect(0).text());
    assertThat(verified.getInteger("differences")).isZero();
    assertThat(verified.getInteger("events")).isGreaterThanOrEqualTo(3);
    assertThat(verified.getJsonArray("items")).isEmpty();
    rows.execute("update shipments set status = 'LOST' where shipment_id = '" + id + "'");
    var wrong = new JsonObject(run("verify", "-o", "json").expect(1).text());
    rows.execute("update shipments set status = 'BOOKED' where shipment_id = '" + id + "'");
    assertThat(wrong.getInteger("differences")).isEqualTo(1);
    assertThat(wrong.getJsonArray("items").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("table", "shipments")
                .put("shipmentId", id)
                .put("version", 3)
                .put("column", "status")
                .put("found", "LOST")
                .put("expected", "BOOKED"));
  }

  @Test
  void shouldNameACorruptedAndAMissingEvent() throws SQLException {
    var corrupted = bookWithAll();
    var missing = bookWithAll();
    var of = " where version = 2 and shipment_id = ";
    var found =
        rows.verifiedWith(
            List.of(
                new Damage(
                    "events",
                    corrupted,
                    "update events set value = 'x'" + of + "'" + corrupted + "'",
                    ""),
                new Damage(
                    "events", missing, "delete from events" + of + "'" + missing + "'", "")));

    assertThat(found)
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith(
                    "events " + corrupted + " 2 value: found x, expected {\"specversion\""))
        .anyMatch(
            line ->
                line.startsWith(
                    "events " + missing + " 2 value: found nothing, expected {\"specversion\""));
    run("verify").expect(0);
  }

  @Test
  void shouldShowAStreamAsATable() {
    var id = dispatcher.bookAndPickUp();
    dispatcher.view(id, 3);
    var lines = run("inspect", id).expect(0).lines();

    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst().split(" +", -1))
        .containsExactly("version", "recordedAt", "type", "status", "caller");
    assertThat(lines.get(3)).contains("shipment.picked-up.v1", "PICKED_UP", "anonymous");
    assertThat(run("inspect", "0123456789ABCDEFGHJKMNPQRS").expect(1).err())
        .isEqualTo("quayside: there is no shipment 0123456789ABCDEFGHJKMNPQRS\n");
  }

  @Test
  void shouldExplainAndRefuseItsUse() {
    for (var command : List.of("export", "import", "verify", "inspect")) {
      assertThat(run(command, "--help").expect(0).text()).startsWith("Usage: quayside " + command);
      assertThat(run(command, "--version").expect(0).text()).startsWith("quayside 0.");
      assertThat(run(command, "--colour").expect(2).err()).startsWith("quayside: ").hasLineCount(1);
    }
    assertThat(run("export", "--since", "yesterday").expect(2).err()).hasLineCount(1);
    var nowhere =
        Map.of(
            "QUAYSIDE_KAFKA_BOOTSTRAP", "127.0.0.1:1",
            "QUAYSIDE_POSTGRES_URI", "postgresql://quayside@127.0.0.1:1/quayside");
    assertThat(ToolProcess.run(nowhere, "inspect", "0123456789ABCDEFGHJKMNPQRS").expect(2).err())
        .startsWith("quayside: PostgreSQL at ")
        .hasLineCount(1);
    assertThat(ToolProcess.run(nowhere, "verify").expect(2).err())
        .startsWith("quayside: Kafka at ")
        .hasLineCount(1);
  }
}
