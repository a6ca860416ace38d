package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.ServicesProcess;
import io.quayside.gateway.harness.ToolProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on the log and the read models, beside a gateway that goes on. */
class ToolsIT {
  @TempDir private static Path directory;

  private static GatewayProcess gateway;
  private static Dispatcher dispatcher;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.startFresh("tools");
    dispatcher = new Dispatcher(gateway.client());
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  private static ToolProcess run(String... arguments) {
    return ToolProcess.run(gateway.ports(), arguments);
  }

  /** A shipment with a tender and a document. */
  private static String bookWithAll() {
    var id = dispatcher.bookAndPickUp();
    var open = dispatcher.book();
    gateway
        .client()
        .post(
            "/v1/shipments/" + open + "/tenders",
            new JsonObject()
                .put("kind", "SPOT")
                .put("currency", "EUR")
                .put("carriers", new JsonArray().add(new JsonObject().put("carrier", "MAEU")))
                .put("closesAt", Instant.now().plusSeconds(3_600).toString()))
        .expect(201);
    gateway
        .client()
        .post(
            "/v1/shipments/" + open + "/documents",
            new JsonObject().put("type", "COMMERCIAL_INVOICE"))
        .expect(201);
    dispatcher.view(id, 3);
    dispatcher.view(open, 3);
    return open;
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

  @ParameterizedTest
  @CsvSource({
    "shipments, status, 'LOST', BOOKED",
    "shipments, shipper, 'Somebody', Nordlicht Pumps",
    "shipments, updated_at, '2020-01-01T00:00:00Z', 20",
    "tenders, status, 'FAILED', COLLECTING",
    "documents, status, 'VOID', REQUESTED",
  })
  void shouldNameACorruptedColumn(String table, String column, String value, String expected)
      throws SQLException {
    var id = bookWithAll();
    var found =
        verifiedWith(
            table,
            id,
            "update %s set %s = '%s' where shipment_id = '%s'".formatted(table, column, value, id));

    assertThat(found)
        .singleElement()
        .asString()
        .matches("%s %s [23] %s: found .+, expected %s.*".formatted(table, id, column, expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shipments", "tenders", "tender_parties", "documents"})
  void shouldNameAMissingRow(String table) throws SQLException {
    var id = bookWithAll();
    var found =
        verifiedWith(table, id, "delete from " + table + " where shipment_id = '" + id + "'");

    assertThat(found).containsExactly(table + " " + id + " 3 version: found nothing, expected 3");
  }

  @Test
  void shouldNameACorruptedAndAMissingEvent() throws SQLException {
    var id = bookWithAll();
    var of = " where shipment_id = '%s' and version = 2".formatted(id);

    assertThat(verifiedWith("events", id, "update events set value = 'x'" + of))
        .singleElement()
        .asString()
        .startsWith("events " + id + " 2 value: found x, expected {\"specversion\"");
    assertThat(verifiedWith("events", id, "delete from events" + of))
        .singleElement()
        .asString()
        .startsWith("events " + id + " 2 value: found nothing, expected {\"specversion\"");
    run("verify").expect(0);
  }

  /** What is found after a change to a shipment's rows in a table, which is undone then. */
  private static List<String> verifiedWith(String table, String id, String change)
      throws SQLException {
    var rows = table + " where shipment_id = '" + id + "'";
    execute("create table saved as select * from " + rows);
    execute(change);
    var found = run("verify").expect(1).lines();
    execute("delete from " + rows);
    execute("insert into " + table + " select * from saved");
    execute("drop table saved");
    return found;
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

  private static void execute(String sql) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(gateway.ports().postgres());
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
