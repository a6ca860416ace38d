package io.quayside.gateway;

import static io.quayside.gateway.harness.BookingClient.plan;
import static io.quayside.gateway.harness.TenderClient.waterfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Sql;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A booking that is stuck, as queries and timers see it. */
@ExtendWith(SharedGateway.class)
class StuckBookingIT {
  private static final int MAX_TENDERS = 99;

  private final Client client;
  private final Sql sql;

  StuckBookingIT(GatewayProcess gateway) {
    client = gateway.client();
    sql = new Sql(gateway);
  }

  @Test
  void shouldWaitForACarrierThoughEventsLetItTryAgain() {
    var booking = BookingClient.book(client);
    for (var i = 0; i < MAX_TENDERS; i++) {
      TenderClient.open(booking.caller(), booking.shipmentId(), waterfall("CMDU"))
          .withdraw("no need")
          .expect(200);
    }
    booking.start(plan(waterfall("CMDU")));
    booking.awaitSaga(saga -> saga.containsKey("stuck"));
    assertWaitsForACarrier(booking);

    var document = new JsonObject().put("type", "CERTIFICATE_OF_ORIGIN");
    var requested = booking.call("RequestDocument", document).expect(201);
    booking.awaitSaga(saga -> saga.getInteger("version") >= requested.version());
    assertWaitsForACarrier(booking);

    booking.pause("strike").expect(200);
    var resumed = booking.call("ResumeBooking").expect(200);
    booking.awaitSaga(saga -> saga.getInteger("version") >= resumed.version());
    assertWaitsForACarrier(booking);
    assertThat(booking.types())
        .endsWith(
            "booking.started",
            "booking.stuck",
            "documentation.requested",
            "booking.paused",
            "booking.resumed");
  }

  private void assertWaitsForACarrier(BookingClient booking) {
    var saga = booking.saga();
    assertThat(saga.getJsonArray("waitingFor").encode()).isEqualTo("[{\"what\":\"CARRIER\"}]");
    assertThat(saga.getJsonObject("stuck").getString("rule")).isEqualTo("open");
    var idle =
        "select count(*) from sagas where due_at is null and due_rule is null and shipment_id = '"
            + booking.shipmentId()
            + "'";
    await().until(() -> sql.number(idle), rows -> rows == 1);
  }
}
