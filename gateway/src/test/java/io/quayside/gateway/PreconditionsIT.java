package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at before a command is decided, and in which order. */
@ExtendWith(SharedGateway.class)
class PreconditionsIT {
  private static final String KEY = "Idempotency-Key";
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Client client;
  private final Dispatcher dispatcher;

  PreconditionsIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldListOffencesOfHeadersParametersAndBodyTogether() {
    var booking = Bodies.booking().put("mode", "BARGE");
    booking.remove("reference");

    var problem =
        client
            .post("/v1/shipments?dry-run=1", booking, KEY, "two words", "If-Match", "*")
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences())
        .containsExactlyInAnyOrder(KEY, "If-Match", "dry-run", "/reference", "/mode");
  }

  @Test
  void shouldListOffencesOfAnUpdatesParametersAndBodyTogether() {
    var shipmentId = dispatcher.book();

    var problem =
        client
            .post(
                "/v1/shipments/" + shipmentId + "/positions?late=1",
                Bodies.position("truck-1", 1).put("speedKph", -1))
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactlyInAnyOrder("late", "/speedKph");
  }

  @Test
  void shouldListOffencesOfAFrameAndItsBodyTogether() {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      live.send(
          new JsonObject()
              .put("op", "command")
              .put("id", "c1")
              .put("name", "AssignCarrier")
              .put("shipmentId", shipmentId)
              .put("ifMatch", -1)
              .put("idempotencyKey", "")
              .put("body", new JsonObject().put("carrier", "maeu")));

      var outcome = live.await(frame -> "c1".equals(frame.getString("id")));

      assertThat(outcome.getInteger("status")).isEqualTo(422);
      var errors = outcome.getJsonObject("body").getJsonArray("errors");
      assertThat(names(errors)).containsExactlyInAnyOrder("ifMatch", "idempotencyKey", "/carrier");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, "If-Match"})
  void shouldRefuseAHeaderThatIsGivenTwice(String header) {
    var shipmentId = dispatcher.book();

    var problem =
        dispatcher
            .assignCarrier(shipmentId, "HH-QS 1", header, "\"1\"", header, "\"1\"")
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly(header);
  }

  @Test
  void shouldRefuseAnEmptyKey() {
    assertThat(
            dispatcher
                .book(Bodies.booking(), KEY, "")
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly(KEY);
  }

  @Test
  void shouldRefuseABookingOfAVersionThatCannotBe() {
    dispatcher.book(Bodies.booking(), "If-Match", "\"1\"").expectProblem(412, "version-mismatch");
  }

  @Test
  void shouldNotFindAnUnknownShipmentWhateverItsVersion() {
    dispatcher
        .assignCarrier(UNKNOWN, "HH-QS 1", "If-Match", "\"7\"")
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldSpeakOfTheJsonBeforeTheHeaders() {
    client
        .send("POST", "/v1/shipments", "{".getBytes(UTF_8), "application/json", "If-Match", "*")
        .join()
        .expectProblem(400, "malformed-json");
  }

  @Test
  void shouldChangeNothingByARefusalAndTakeItsKeyAgain() {
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
    var key = UUID.randomUUID().toString();
    dispatcher
        .release(shipmentId, "If-Match", "\"1\"", KEY, key)
        .expectProblem(412, "version-mismatch");
    assertThat(dispatcher.history(shipmentId, 2).getJsonArray("items")).hasSize(2);

    var second = dispatcher.release(shipmentId, "If-Match", "\"2\"", KEY, key).expect(200);

    assertThat(second.replayed()).isFalse();
    assertThat(second.json().getInteger("version")).isEqualTo(3);
  }

  @Test
  void shouldTakeAFramesVersionAsANumber() {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      var assignment =
          new JsonObject()
              .put("op", "command")
              .put("name", "AssignCarrier")
              .put("shipmentId", shipmentId)
              .put("ifMatch", 1)
              .put("body", Bodies.carrier("HH-QS 1"));
      live.send(assignment.put("id", "right"));
      assertThat(live.await(frame -> "right".equals(frame.getString("id"))).getInteger("status"))
          .isEqualTo(200);

      live.send(assignment.put("id", "stale"));

      var stale = live.await(frame -> "stale".equals(frame.getString("id")));
      assertThat(stale.getInteger("status")).isEqualTo(412);
      assertThat(stale.getJsonObject("body").getString("code")).isEqualTo("version-mismatch");
    }
  }

  private static List<String> names(JsonArray errors) {
    return errors.stream()
        .map(JsonObject.class::cast)
        .map(error -> error.getString("pointer", error.getString("parameter")))
        .toList();
  }
}
