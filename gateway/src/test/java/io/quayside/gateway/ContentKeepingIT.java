package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.ContentClient.File;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawHttp;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long contents are kept, by a gateway that keeps what nobody names for seconds only. */
class ContentKeepingIT {
  private static final int ORPHAN_SECONDS = 5;
  private static final Duration TWICE = Duration.ofSeconds(2 * ORPHAN_SECONDS);

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "QUAYSIDE_DOCUMENTS_ORPHAN_SECONDS",
          Integer.toString(ORPHAN_SECONDS),
          "QUAYSIDE_DOCUMENTS_MAX_MIB",
          "1");

  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayProcess.startFresh("content-keeping", ENVIRONMENT);
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
  }

  private static ContentClient contents() {
    return new ContentClient(gateway.client());
  }

  /** A shipment with a document that was not submitted yet. */
  private static String bookWithDocument() {
    var shipmentId = new Dispatcher(gateway.client()).book();
    gateway
        .client()
        .post(documents(shipmentId), new JsonObject().put("type", "PACKING_LIST"))
        .expect(201);
    return shipmentId;
  }

  private static String documents(String shipmentId) {
    return "/v1/shipments/" + shipmentId + "/documents";
  }

  private static void submit(String shipmentId, File file, int status) {
    gateway
        .client()
        .post(
            documents(shipmentId) + "/1/submissions", new JsonObject().put("sha256", file.sha256()))
        .expect(status);
  }

  /** Waits longer than the gateway needs, for the machine may have much else to do. */
  private static void awaitRemoved(File file) {
    await()
        .atMost(TWICE.multipliedBy(3))
        .until(() -> contents().get(file).status(), status -> status == 404);
  }

  @Test
  void shouldRemoveWhatNothingNamesAndKeepTheRest() throws SQLException {
    var named = File.pdf(300_000);
    var voided = File.pdf(1_000);
    var attempted = File.pdf(1_000);
    var orphan = File.pdf(300_000);
    for (var file : List.of(named, voided, attempted)) {
      contents().put(file).expect(201);
    }
    submit(bookWithDocument(), named, 200);
    var ended = bookWithDocument();
    submit(ended, voided, 200);
    gateway
        .client()
        .post(documents(ended) + "/1/voiding", new JsonObject().put("reason", "wrong"))
        .expect(200);
    var start = System.nanoTime();
    contents().put(orphan).expect(201);

    await()
        .atMost(TWICE.multipliedBy(3))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              submit(ended, attempted, 409);
              return contents().get(orphan).status() == 404;
            });

    assertThat(System.nanoTime() - start)
        .isGreaterThan(Duration.ofSeconds(ORPHAN_SECONDS).toNanos());
    for (var file : List.of(named, voided, attempted)) {
      assertThat(ContentClient.hash(contents().get(file).expect(200).body()))
          .isEqualTo(file.sha256());
    }
    var chunks = "select count(*) from blob_chunks where sha256 = '" + orphan.sha256() + "'";
    assertThat(new Sql(gateway).number(chunks)).isZero();
    awaitRemoved(attempted);
    contents().put(orphan).expect(201);
  }

  @Test
  void shouldKeepWhatAnEventNamesThatIsNotProjectedYet() throws SQLException {
    var file = File.pdf(1_000);
    var orphan = File.pdf(1_000);
    var shipmentId = bookWithDocument();
    contents().put(file).expect(201);
    contents().put(orphan).expect(201);
    try (var connection = new Sql(gateway).connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // The projection waits for this lock; who only reads does not.
      statement.execute("lock table checkpoints in exclusive mode");
      submit(shipmentId, file, 200);
      awaitRemoved(orphan);
      assertThat(
              new Sql(gateway)
                  .number(
                      "select count(*) from document_contents where sha256 = '"
                          + file.sha256()
                          + "'"))
          .isZero();
      contents().get(file).expect(200);
      connection.rollback();
    }
    new Dispatcher(gateway.client()).view(shipmentId, 3);
    contents().get(file).expect(200);
  }

  @Test
  void shouldKeepWhatAnEventNamesThatIsParked() throws SQLException {
    var file = File.pdf(1_000);
    var shipmentId = bookWithDocument();
    contents().put(file).expect(201);
    var sql = new Sql(gateway);
    sql.execute(
        "alter table events add constraint poison check (shipment_id <> '%s' or version < 3)"
            .formatted(shipmentId));
    submit(shipmentId, file, 200);
    var letters = "select count(*) from parked_shipments";
    await().atMost(Duration.ofMinutes(1)).until(() -> sql.number(letters) == 1);
    var named = "select count(*) from document_contents where sha256 = '" + file.sha256() + "'";
    assertThat(sql.number(named)).isZero();
    awaitProjected();
    var orphan = File.pdf(1_000);
    var ofAnother = File.pdf(1_000);
    contents().put(orphan).expect(201);
    sql.execute("update blobs set touched_at = now() - interval '1 hour'");
    sql.execute(
        "insert into blobs (tenant, sha256, media_type, size_bytes, touched_at)"
            + " values ('other', '%s', 'application/pdf', 1, now() - interval '1 hour')"
                .formatted(ofAnother.sha256()));

    // What a sweep removes of another tenant tells that it has passed over the file.
    var others = "select count(*) from blobs where tenant = 'other'";
    await().atMost(Duration.ofMinutes(1)).until(() -> sql.number(others) == 0);
    contents().get(file).expect(200);
    contents().get(orphan).expect(200);

    sql.execute("alter table events drop constraint poison");
    var letter = gateway.client().get("/v1/dead-letters?state=PARKED").expect(200).json();
    var letterId = letter.getJsonArray("items").getJsonObject(0).getString("letterId");
    gateway
        .client()
        .post("/v1/dead-letters/" + letterId + "/redrive", new JsonObject())
        .expect(202);

    awaitRemoved(orphan);
    assertThat(sql.number(named)).isEqualTo(1);
    contents().get(file).expect(200);
  }

  /** The checkpoint has passed all events, parked ones too. */
  private static void awaitProjected() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                gateway.client().get("/v1/lag").expect(200).json().getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .filter(lag -> lag.getString("consumer").equals("projection"))
                    .allMatch(lag -> lag.getInteger("lagRecords") == 0));
  }

  @Test
  void shouldBoundContentsAsConfigured() {
    contents().put(File.pdf(1024 * 1024)).expect(201);
    contents().put(File.pdf(1024 * 1024 + 1)).expectProblem(413, "payload-too-large");
  }

  @Test
  void shouldMeasureWhatIsStored() throws SQLException {
    contents().put(File.pdf(500_000)).expect(201);
    var sql = new Sql(gateway);
    await()
        .untilAsserted(
            () ->
                assertThat(storedBytes())
                    .isPositive()
                    .isEqualTo(sql.number("select sum(size_bytes) from blobs")));
  }

  private static long storedBytes() {
    return gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_blobs_bytes"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void shouldKeepNothingHalfOfAKilledNode() throws IOException, SQLException {
    var whole = File.pdf(600_000);
    var half = File.pdf(900_000);
    var shipmentId = bookWithDocument();
    new Dispatcher(gateway.client()).view(shipmentId, 2);
    contents().put(whole).expect(201);
    var sql = new Sql(gateway);
    try (var connection = new RawHttp(gateway.ports().http())) {
      connection.send(
          String.join(
                  "\r\n",
                  "PUT " + half.path() + " HTTP/1.1",
                  "Host: a",
                  "Content-Type: application/pdf",
                  "Content-Length: 900000")
              + "\r\n\r\n");
      connection.send(Arrays.copyOf(half.bytes(), 800_000));
      await().until(() -> sql.number("select count(*) from blob_upload_chunks") > 1);
      gateway.kill9();
    }
    gateway = GatewayProcess.startAgain(gateway, ENVIRONMENT);

    contents().get(half).expectProblem(404, "not-found");
    // It is older than the gateway's start takes, so it may be gone as an orphan.
    contents().put(whole);
    submit(shipmentId, whole, 200);
    contents().get(whole).expect(200);
    assertThat(
            new Sql(gateway)
                .execute("update blob_uploads set alive_at = alive_at - interval '1 h'"))
        .isEqualTo(1);
    await().until(() -> new Sql(gateway).number("select count(*) from blob_upload_chunks") == 0);
    contents().put(half).expect(201);
  }
}
