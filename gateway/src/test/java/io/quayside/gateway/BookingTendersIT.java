package io.quayside.gateway;

import static io.quayside.gateway.harness.BookingClient.documents;
import static io.quayside.gateway.harness.BookingClient.plan;
import static io.quayside.gateway.harness.BookingClient.spot;
import static io.quayside.gateway.harness.TenderClient.waterfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a booking finds its carrier, and what happens when it loses one. {@code
 * -Dbookings.races=1000} for more races of a hand with an acceptance than 100.
 */
@ExtendWith(SharedGateway.class)
class BookingTendersIT {
  private static final int RACES = Integer.getInteger("bookings.races", 100);
  private static final int AT_ONCE = 8;

  private final Client client;

  BookingTendersIT(GatewayProcess gateway) {
    client = gateway.client();
  }

  private BookingClient started(JsonObject plan) {
    return BookingClient.started(client, plan);
  }

  private BookingClient assigned(JsonObject plan) {
    return BookingClient.assigned(client, plan);
  }

  @Test
  void shouldTryTheNextTenderAndHoldWhenNoneIsLeft() {
    var booking = started(plan(spot(1), waterfall("CMDU")));
    booking.awaitEvent("bidding.offer-made");
    booking.tender(2).decline("CMDU").expect(200);
    var held = booking.awaitSaga(saga -> saga.containsKey("held"));
    assertThat(held.getJsonArray("held").getJsonObject(0).getString("cause"))
        .isEqualTo("NO_CARRIER");
    assertThat(held.getJsonArray("waitingFor").encode()).isEqualTo("[{\"what\":\"CARRIER\"}]");
    assertThat(listed("held=NO_CARRIER")).contains(booking.shipmentId());

    booking.call("RetryBooking").expect(200);

    var again = booking.awaitSaga(saga -> !saga.containsKey("held"));
    assertThat(again.getString("phase")).isEqualTo("TENDERING");
    booking.awaitSaga(
        saga -> saga.getJsonArray("waitingFor").encode().matches(".*\"tender\":[34].*"));
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
  void shouldGoOnWithTheTenderThatWasGivenBackBeforeTheRelease() {
    var booking = started(plan(waterfall("CMDU", "MAEU")));
    booking.awaitEvent("bidding.offer-made");
    booking.tender(1).accept("CMDU").expect(200);
    booking.awaitEvent("shipment.carrier-assigned");

    booking.tender(1).giveBack("CMDU", "EQUIPMENT").expect(200);

    booking.awaitSaga(saga -> saga.getJsonArray("waitingFor").encode().contains("MAEU"));
    booking.tender(1).accept("MAEU").expect(200);
    booking.awaitPhase("DOCUMENTING");
    await()
        .until(
            () -> booking.awaitEvent("shipment.carrier-assigned").getJsonObject("data"),
            data -> data.getString("carrier").equals("MAEU"));
  }

  @Test
  void shouldHoldForACarrierThatIsGoneAfterTheRelease() {
    var booking = assigned(new JsonObject().put("autoRelease", true));
    booking.awaitPhase("RELEASED");

    booking.tender(1).giveBack("CMDU", "EQUIPMENT").expect(200);

    booking.awaitSaga(saga -> saga.encode().contains("CARRIER_GONE"));
    assertThat(booking.types())
        .endsWith("bidding.award-given-back", "bidding.tender-withdrawn", "booking.held");
    booking.milestone("PICKED_UP").expect(200);
    booking.awaitSaga(saga -> !saga.containsKey("held"));
  }

  @Test
  void shouldReleaseByItselfAndUndoItWhenItIsCancelled() {
    var plan =
        new JsonObject()
            .put("documents", documents("COMMERCIAL_INVOICE", "PROOF_OF_DELIVERY"))
            .put("autoRelease", true);
    var booking = assigned(plan);
    booking.awaitSaga(saga -> saga.getJsonArray("waitingFor").size() == 1);
    booking.waive(1).expect(200);
    booking.awaitPhase("RELEASED");

    booking.cancel().expect(200);

    booking.awaitTypes(
        "shipment.booked",
        "booking.started",
        "bidding.tender-opened",
        "bidding.offer-made",
        "bidding.offer-accepted",
        "shipment.carrier-assigned",
        "documentation.requested",
        "documentation.requested",
        "documentation.waived",
        "shipment.released",
        "shipment.cancelled",
        "documentation.voided",
        "documentation.voided",
        "bidding.award-revoked",
        "booking.compensated");
  }

  @Test
  void shouldRunOnlyTheTenderInAPause() {
    var booking = started(plan(spot(6)));
    booking.awaitEvent("bidding.tender-opened");
    booking.pause("strike in the port").expect(200);
    booking.tender(1).bid("HLCU", "980").expect(200);
    booking.awaitEvent("bidding.offer-made");
    booking.tender(1).accept("HLCU").expect(200);
    booking.awaitEvent("bidding.offer-accepted");
    assertThat(booking.saga().getJsonObject("paused").getString("reason"))
        .isEqualTo("strike in the port");
    booking.pause("again").expectProblem(409, "illegal-transition");
    assertThat(booking.types()).endsWith("bidding.offer-accepted");

    booking.call("ResumeBooking").expect(200);

    booking.awaitEvent("shipment.carrier-assigned");
    booking.call("ResumeBooking").expectProblem(409, "illegal-transition");
    booking.pause("strike in the port").expect(200);
    booking.cancel().expect(200);
    booking.awaitPhase("COMPENSATED");
  }

  @Test
  void shouldNeverAssignOverAHand() {
    try (var races = Executors.newFixedThreadPool(AT_ONCE);
        var hands = Executors.newCachedThreadPool()) {
      var all =
          IntStream.range(0, RACES)
              .mapToObj(i -> CompletableFuture.runAsync(() -> race(hands), races))
              .toList();
      all.forEach(CompletableFuture::join);
    }
  }

  /** An assignment by hand races the acceptance of the offer. */
  private void race(Executor hands) {
    var booking = started(plan(waterfall("CMDU")));
    booking.awaitEvent("bidding.offer-made");
    var byHand = CompletableFuture.supplyAsync(() -> booking.assign("HLCU"), hands);

    var accepted = booking.tender(1).accept("CMDU");

    byHand.join().expect(200);
    assertThat(accepted.status()).isIn(200, 409);
    await()
        .untilAsserted(
            () ->
                assertThat(booking.types())
                    .containsAnyOf("bidding.tender-withdrawn", "bidding.award-revoked"));
    var shipment = client.get("/v1/shipments/" + booking.shipmentId()).expect(200).json();
    assertThat(shipment.getString("carrier")).isEqualTo("HLCU");
  }
}
