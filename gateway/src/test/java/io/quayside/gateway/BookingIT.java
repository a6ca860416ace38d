package io.quayside.gateway;

import static io.quayside.gateway.harness.BookingClient.documents;
import static io.quayside.gateway.harness.BookingClient.plan;
import static io.quayside.gateway.harness.BookingClient.spot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bookings from their start to their end, and what comes in between, at a real gateway. */
@ExtendWith(SharedGateway.class)
class BookingIT {
  private static final String ILLEGAL = "illegal-transition";
  private static final String INVALID = "validation-failed";

  private final Client client;

  BookingIT(GatewayProcess gateway) {
    client = gateway.client();
  }

  private BookingClient started(JsonObject plan) {
    return BookingClient.started(client, plan);
  }

  private BookingClient assigned(JsonObject plan) {
    return BookingClient.assigned(client, plan);
  }

  @Test
  void shouldGoFromOneCallToTheCompletion() {
    var booking = started(plan(spot(6)).put("documents", documents("COMMERCIAL_INVOICE")));
    booking.awaitEvent("bidding.tender-opened");
    assertThat(booking.saga().getJsonArray("waitingFor").getJsonObject(0).getString("what"))
        .isEqualTo("BIDS");
    booking.tender(1).bid("MAEU", "1010").expect(200);
    booking.tender(1).bid("HLCU", "980").expect(200);
    booking.awaitEvent("bidding.offer-made");
    booking.tender(1).accept("HLCU").expect(200);
    booking.awaitEvent("documentation.requested");
    booking.waive(1).expect(200);
    assertThat(
            booking
                .awaitSaga(saga -> saga.getJsonArray("waitingFor").encode().contains("RELEASE"))
                .getString("phase"))
        .isEqualTo("DOCUMENTING");
    booking.call("ReleaseShipment").expect(200);
    booking.milestone("PICKED_UP").expect(200);
    booking.milestone("DELIVERED").expect(200);

    booking.awaitTypes(
        "shipment.booked",
        "booking.started",
        "bidding.tender-opened",
        "bidding.bid-placed",
        "bidding.bid-placed",
        "bidding.tender-closed",
        "bidding.offer-made",
        "bidding.offer-accepted",
        "shipment.carrier-assigned",
        "documentation.requested",
        "documentation.waived",
        "shipment.released",
        "shipment.picked-up",
        "shipment.delivered",
        "booking.completed");
    var saga = booking.awaitPhase("COMPLETED");
    assertThat(saga.getString("outcome")).isEqualTo("DELIVERED");
    assertThat(saga.getJsonArray("waitingFor")).isEmpty();
    assertThat(saga.containsKey("next")).isFalse();
    var assigned = booking.awaitEvent("shipment.carrier-assigned");
    assertThat(assigned.getString("commandid")).matches("[0-9A-HJKMNP-TV-Z]{26}-saga\\.assign");
    var started = booking.awaitEvent("booking.started").getJsonObject("data");
    assertThat(started.getJsonObject("plan").getInteger("rules")).isEqualTo(1);
    assertThat(started.getJsonObject("plan").getInteger("graceSeconds")).isEqualTo(172_800);
  }

  @Test
  void shouldReleaseRightBehindTheAssignmentWithoutDocuments() {
    var booking = assigned(new JsonObject().put("autoRelease", true));

    booking.awaitPhase("RELEASED");
    assertThat(booking.types()).endsWith("shipment.carrier-assigned", "shipment.released");
  }

  @Test
  void shouldStartOnceAndOnlyBeforeTheRelease() {
    var booking = started(new JsonObject());
    booking.call("StartBooking").expectProblem(409, "illegal-transition");
    assertThat(booking.types()).containsExactly("shipment.booked", "booking.started");

    var cancelled = BookingClient.book(client);
    cancelled.call("RetryBooking").expectProblem(404, "saga-not-found");
    client
        .get("/v1/shipments/" + cancelled.shipmentId() + "/saga")
        .expectProblem(404, "saga-not-found");
    cancelled.cancel().expect(200);
    cancelled.call("StartBooking").expectProblem(409, "illegal-transition");
  }

  @Test
  void shouldSayWhatIsWrongWithAPlan() {
    var booking = BookingClient.book(client);
    var twice =
        new JsonObject()
            .put("documents", documents("PACKING_LIST", "PACKING_LIST"))
            .put("onNoCarrier", "CANCEL");

    var refused = booking.call("StartBooking", twice).expectProblem(422, "validation-failed");

    assertThat(refused.summary()).isEqualTo("422 validation-failed /documents/1 /onNoCarrier");
  }

  @Test
  void shouldUndoTheNewestFirstWhenItIsCancelled() {
    var tendering = started(plan(spot(600)));
    tendering.awaitEvent("bidding.tender-opened");
    tendering.cancel().expect(200);
    tendering.awaitTypes(
        "shipment.booked",
        "booking.started",
        "bidding.tender-opened",
        "shipment.cancelled",
        "bidding.tender-withdrawn",
        "booking.compensated");

    var documenting =
        assigned(
            new JsonObject().put("documents", documents("COMMERCIAL_INVOICE", "PACKING_LIST")));
    documenting.awaitSaga(saga -> saga.getJsonArray("waitingFor").size() == 2);
    documenting.cancel().expect(200);
    documenting.awaitPhase("COMPENSATED");
    assertThat(documenting.types())
        .endsWith(
            "shipment.cancelled",
            "documentation.voided",
            "documentation.voided",
            "bidding.award-revoked",
            "booking.compensated");
    var voided =
        documenting.events().stream()
            .filter(event -> event.getString("type").equals("documentation.voided.v1"))
            .map(event -> event.getJsonObject("data"))
            .toList();
    assertThat(voided).extracting(data -> data.getInteger("document")).containsExactly(2, 1);
    assertThat(voided).allMatch(data -> data.getString("by").equals("SAGA"));
  }

  private List<String> listed(String filter) {
    return await()
        .until(
            () ->
                client
                    .get("/v1/sagas?limit=200&" + filter)
                    .expect(200)
                    .json()
                    .getJsonArray("items")
                    .stream()
                    .map(item -> ((JsonObject) item).getString("shipmentId"))
                    .toList(),
            items -> !items.isEmpty());
  }

  @Test
  void shouldRefuseTheReleaseBeforeThePlannedDocumentsAreRequested() {
    var booking =
        started(new JsonObject().put("documents", documents("COMMERCIAL_INVOICE", "PACKING_LIST")));
    booking.pause("to see it").expect(200);
    booking.assign("HLCU").expect(200);

    var refused = booking.call("ReleaseShipment").expectProblem(409, "documents-missing");

    assertThat(refused.body().getJsonArray("documents"))
        .isEqualTo(
            new JsonArray(
                "[{\"type\":\"COMMERCIAL_INVOICE\",\"documentStatus\":\"PLANNED\"},"
                    + "{\"type\":\"PACKING_LIST\",\"documentStatus\":\"PLANNED\"}]"));
  }

  @Test
  void shouldCompleteWhatWasLostWithDocumentsOpen() {
    var booking = assigned(new JsonObject().put("documents", documents("COMMERCIAL_INVOICE")));
    booking.milestone("PICKED_UP").expect(200);
    booking.awaitSaga(saga -> saga.encode().contains("DOCUMENT_MISSING"));

    booking.milestone("LOST").expect(200);

    assertThat(booking.awaitPhase("COMPLETED").getString("outcome")).isEqualTo("LOST");
  }

  @Test
  void shouldCancelForALateDocumentAfterItsGrace() {
    var invoice = new JsonObject().put("type", "COMMERCIAL_INVOICE").put("dueAfterSeconds", 1);
    var plan =
        new JsonObject()
            .put("documents", new JsonArray().add(invoice))
            .put("graceSeconds", 2)
            .put("remindBeforeSeconds", 0)
            .put("onLateDocument", "CANCEL");
    var booking = started(plan);
    booking.assign("HLCU").expect(200);

    booking.awaitPhase("COMPENSATED");

    var requested = booking.awaitEvent("documentation.requested");
    var cancelled = booking.awaitEvent("shipment.cancelled");
    assertThat(cancelled.getJsonObject("data").getString("reason")).isEqualTo("DOCUMENT_LATE");
    var late = Instant.parse(requested.getString("time")).plusSeconds(3);
    assertThat(Instant.parse(cancelled.getString("time")))
        .isBetween(late, late.plus(Duration.ofSeconds(10)));
  }

  @Test
  void shouldBeStuckOnceUntilALimitIsFree() {
    var booking = BookingClient.book(client);
    for (var i = 0; i < 200; i++) {
      booking
          .call("RequestDocument", new JsonObject().put("type", "CERTIFICATE_OF_ORIGIN"))
          .expect(201);
    }
    booking.start(new JsonObject().put("documents", documents("COMMERCIAL_INVOICE")));
    booking.assign("HLCU").expect(200);
    var stuck = booking.awaitSaga(saga -> saga.containsKey("stuck")).getJsonObject("stuck");
    assertThat(stuck.getString("rule")).isEqualTo("request");
    assertThat(stuck.getString("subject")).isEqualTo("plan.documents/0");
    assertThat(stuck.getString("code")).isEqualTo("limit-reached");
    assertThat(listed("stuck=true&rule=request&code=limit-reached")).contains(booking.shipmentId());
    booking.milestone("PICKED_UP").expect(200);
    booking.milestone("DEPARTED").expect(200);
    booking.call("RetryBooking").expect(200);
    await()
        .untilAsserted(
            () ->
                assertThat(booking.types())
                    .endsWith(
                        "booking.stuck",
                        "shipment.picked-up",
                        "shipment.departed",
                        "booking.retried",
                        "booking.stuck"));

    booking.voidDocument(7).expect(200);

    booking.awaitSaga(saga -> !saga.containsKey("stuck"));
    await()
        .untilAsserted(
            () ->
                assertThat(booking.types())
                    .endsWith("documentation.voided", "documentation.requested", "booking.held"));
  }

  @Test
  void shouldListBookingsNewestStartFirstPageByPage() {
    var ids = IntStream.range(0, 3).mapToObj(i -> started(new JsonObject()).shipmentId()).toList();
    ids.forEach(id -> BookingClient.of(client, id).saga());
    List<String> listed = new ArrayList<>();
    var page = new JsonObject().put("next", "");
    while (page.containsKey("next") && !listed.containsAll(ids)) {
      var next = page.getString("next");
      page =
          client
              .get("/v1/sagas?limit=2" + (next.isEmpty() ? "" : "&after=" + next))
              .expect(200)
              .json();
      assertThat(page.getJsonArray("items")).hasSizeLessThanOrEqualTo(2);
      page.getJsonArray("items").stream()
          .map(item -> ((JsonObject) item).getString("shipmentId"))
          .forEach(listed::add);
    }

    assertThat(listed.stream().filter(ids::contains)).containsExactlyElementsOf(ids.reversed());
    assertThat(listed).doesNotHaveDuplicates();
    client.get("/v1/sagas?phase=SLEEPING&rule=x&stuck=no").expectProblem(422, "validation-failed");
    assertThat(
            client
                .get("/v1/sagas?phase=COMPLETED&limit=200")
                .expect(200)
                .json()
                .getJsonArray("items"))
        .allMatch(item -> ((JsonObject) item).getString("phase").equals("COMPLETED"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeTheSameCommandsThroughEveryDoor(CommandDoor door) {
    try (var live = client.live()) {
      var id = new Dispatcher(client).book();
      var caller = door.caller(client, live);
      var plan = new JsonObject().put("autoRelease", true);

      var start = Command.of("StartBooking", id, plan).withKey("start-" + id);
      caller.call(start).expect(201);
      assertThat(caller.call(start).expect(201).replayed()).isTrue();
      caller.call(Command.of("SkipStep", id, skip("request"))).expectProblem(409, ILLEGAL);
      caller.call(Command.of("SkipStep", id, skip("sleep"))).expectProblem(422, INVALID);
      caller.call(Command.of("PauseBooking", id, reason("strike"))).expect(200);
      caller.call(Command.of("ResumeBooking", id, new JsonObject())).expect(200);
      caller.call(Command.of("RetryBooking", id, new JsonObject())).expectProblem(409, ILLEGAL);
    }
  }

  private static JsonObject skip(String rule) {
    return reason("not needed").put("rule", rule).put("subject", "plan.documents/0");
  }

  private static JsonObject reason(String why) {
    return new JsonObject().put("reason", why);
  }
}
