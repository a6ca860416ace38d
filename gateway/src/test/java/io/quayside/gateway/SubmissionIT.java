package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.ContentClient.File;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Submissions of documents name contents that are stored. */
@ExtendWith(SharedGateway.class)
class SubmissionIT {
  private static final String KEY = "Idempotency-Key";

  private final GatewayProcess gateway;
  private final ContentClient contents;
  private final Dispatcher dispatcher;
  private final Sql sql;

  SubmissionIT(GatewayProcess gateway) {
    this.gateway = gateway;
    contents = new ContentClient(gateway.client());
    dispatcher = new Dispatcher(gateway.client());
    sql = new Sql(gateway);
  }

  private String bookWithDocument() {
    var shipmentId = dispatcher.book();
    gateway
        .client()
        .post(
            "/v1/shipments/" + shipmentId + "/documents",
            new JsonObject().put("type", "PACKING_LIST"))
        .expect(201);
    return shipmentId;
  }

  private static String submissions(String shipmentId) {
    return "/v1/shipments/" + shipmentId + "/documents/1/submissions";
  }

  private static JsonObject submission(File file) {
    return new JsonObject().put("sha256", file.sha256()).put("fileName", "list.pdf");
  }

  @Test
  void shouldTellSizeAndTypeOfWhatIsStored() {
    var file = File.pdf(300_000);
    contents.put(file).expect(201);
    var shipmentId = bookWithDocument();
    gateway.client().post(submissions(shipmentId), submission(file)).expect(200);
    try (var live = gateway.client().live()) {
      live.send(
          new JsonObject()
              .put("op", "command")
              .put("name", "SubmitDocument")
              .put("shipmentId", shipmentId)
              .put("body", submission(file).put("document", 1)));
      assertThat(live.await(frame -> true).getInteger("status")).isEqualTo(200);
    }

    var events = dispatcher.history(shipmentId, 4).getJsonArray("items");
    for (int revision = 1; revision <= 2; revision++) {
      var data = events.getJsonObject(1 + revision).getJsonObject("data");
      assertThat(data.getInteger("revision")).isEqualTo(revision);
      assertThat(data.getString("sha256")).isEqualTo(file.sha256());
      assertThat(data.getInteger("sizeBytes")).isEqualTo(300_000);
      assertThat(data.getString("mediaType")).isEqualTo("application/pdf");
    }
  }

  @Test
  void shouldTakeASubmissionOnceItsContentIsThere() {
    var file = File.pdf(1_000);
    var shipmentId = bookWithDocument();
    var key = UUID.randomUUID().toString();
    for (int attempt = 0; attempt < 2; attempt++) {
      gateway
          .client()
          .post(submissions(shipmentId), submission(file), KEY, key)
          .expectProblem(409, "content-missing");
    }
    contents.put(file).expect(201);

    gateway.client().post(submissions(shipmentId), submission(file), KEY, key).expect(200);
  }

  @Test
  void shouldHealALostContentWithoutAnEvent() throws SQLException {
    var file = File.pdf(600_000);
    contents.put(file).expect(201);
    var shipmentId = bookWithDocument();
    var key = UUID.randomUUID().toString();
    var receipt =
        gateway.client().post(submissions(shipmentId), submission(file), KEY, key).expect(200);

    assertThat(sql.execute("delete from blobs where sha256 = '" + file.sha256() + "'"))
        .isEqualTo(1);
    assertThat(
            sql.number("select count(*) from blob_chunks where sha256 = '" + file.sha256() + "'"))
        .isZero();

    contents.get(file).expectProblem(404, "not-found");
    var replay =
        gateway.client().post(submissions(shipmentId), submission(file), KEY, key).expect(200);
    assertThat(replay.replayed()).isTrue();
    assertThat(replay.text()).isEqualTo(receipt.text());
    contents.put(file).expect(201);
    assertThat(contents.get(file).expect(200).body()).isEqualTo(file.bytes());
    assertThat(dispatcher.view(shipmentId, 3).getInteger("version")).isEqualTo(3);
  }

  @Test
  void shouldSayWhatElseIsWrongBeforeAMissingContent() {
    var file = File.pdf(10);
    gateway
        .client()
        .post(submissions("0".repeat(26)), submission(file))
        .expectProblem(404, "shipment-not-found");
    var shipmentId = bookWithDocument();
    gateway
        .client()
        .post("/v1/shipments/" + shipmentId + "/documents/2/submissions", submission(file))
        .expectProblem(404, "document-not-found");
    gateway
        .client()
        .post(
            "/v1/shipments/" + shipmentId + "/documents/1/voiding",
            new JsonObject().put("reason", "not needed"))
        .expect(200);
    gateway
        .client()
        .post(submissions(shipmentId), submission(file))
        .expectProblem(409, "illegal-transition");
  }
}
