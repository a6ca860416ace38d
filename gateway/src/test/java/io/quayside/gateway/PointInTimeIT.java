package io.quayside.gateway;

import static io.quayside.gateway.harness.TenderClient.waterfall;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The past as callers with rights ask for it, and how a time may be written. */
@ExtendWith(SecuredGateway.class)
class PointInTimeIT {
  private final Client client;
  private final TradeCast cast;

  PointInTimeIT(Secured secured) {
    client = secured.client();
    cast = new TradeCast(secured);
  }

  /** The booking process fails the tender right after the answer, which ends the right to read. */
  @Test
  void shouldShowATenderAsOfTheVersionThatEndedTheRightToReadTheShipment() {
    for (int i = 0; i < 20; i++) {
      var id = cast.book("Hansa");
      cast.command("POST", id, "/tenders", waterfall("MAEU"));
      var tender = "/v1/shipments/" + id + "/tenders/1";
      await()
          .until(
              () -> client.get(tender, cast.operator()).expect(200).json(),
              shown -> shown.getString("tenderStatus").equals("OFFERED"));
      var declined =
          client
              .post(
                  tender + "/offers/MAEU/response",
                  new JsonObject().put("response", "DECLINE"),
                  cast.carrier("MAEU"))
              .expect(200)
              .json();
      int version = declined.getInteger("version");

      var asked = i % 2 == 0 ? "?at-version=" + version : "?at=" + declined.getString("recordedAt");
      var shown = client.get(tender + asked, cast.carrier("MAEU")).expect(200).json();
      assertThat(shown.getJsonObject("asOf").getInteger("version")).isGreaterThanOrEqualTo(version);
    }
  }

  @Test
  void shouldTellStrangersNothing() {
    var id = cast.book("Hansa");
    int version = cast.command("POST", id, "/tenders", waterfall("MAEU"));
    for (var asked : List.of("at-version=1", "at-version=" + version, "at-version=99")) {
      for (var path : List.of("", "/tenders", "/tenders/1")) {
        var foreign = client.get("/v1/shipments/" + id + path + '?' + asked, cast.carrier("HLCU"));
        var unknown =
            client.get(
                "/v1/shipments/" + TradeCast.UNKNOWN + path + '?' + asked, cast.carrier("HLCU"));
        foreign.expectProblem(404, "shipment-not-found");
        assertThat(foreign.text()).isEqualTo(unknown.text());
      }
    }
  }

  /** In a query a plus sign that is not encoded means a space. */
  @Test
  void shouldTakeAnOffsetWithABarePlusSign() {
    var shipment = "/v1/shipments/" + cast.book("Hansa");
    var booked = client.get(shipment + "?min-version=1", cast.service()).expect(200).json();
    var bookedAt = Instant.parse(booked.getString("updatedAt"));
    var asked = ISO_OFFSET_DATE_TIME.format(bookedAt.atOffset(ZoneOffset.ofHours(2)));

    for (var sign : List.of("+", "%2B", "%20")) {
      var shown =
          client.get(shipment + "?at=" + asked.replace("+", sign), cast.service()).expect(200);
      assertThat(shown.json().getJsonObject("asOf").getString("at"))
          .isEqualTo(booked.getString("updatedAt"));
    }
    client
        .get(shipment + "?at=" + asked.replace("+", "%20%20"), cast.service())
        .expectProblem(422, "validation-failed");
  }
}
