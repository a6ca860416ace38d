package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Containers;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which shipments an EPCIS document is about, and that it does all or nothing when judged. */
@ExtendWith(SharedGateway.class)
class EpcisShipmentsIT {
  private static final String OF_CODE = "select count(*) from captures where outcome = '%s'";

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;

  EpcisShipmentsIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  private static JsonObject event(String bizStep, String epc) {
    return new JsonObject()
        .put("type", "ObjectEvent")
        .put("eventID", "urn:uuid:" + UUID.randomUUID())
        .put("eventTime", "2026-01-02T03:00:00Z")
        .put("eventTimeZoneOffset", "+00:00")
        .put("action", "OBSERVE")
        .put("bizStep", bizStep)
        .put("epcList", new JsonArray().add(epc));
  }

  private Answer capture(JsonObject... events) {
    var document =
        new JsonObject()
            .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
            .put("type", "EPCISDocument")
            .put("epcisBody", new JsonObject().put("eventList", new JsonArray(List.of(events))));
    return client
        .send("POST", "/v1/epcis/capture", document.encode().getBytes(UTF_8), "application/json")
        .join();
  }

  private void shouldBeCaptured(JsonObject... events) {
    var job = client.get(capture(events).expect(202).header("Location")).expect(200).json();
    assertThat(job.getJsonArray("results"))
        .allSatisfy(
            result -> assertThat(((JsonObject) result).getString("outcome")).isEqualTo("captured"));
  }

  private String book(String container) {
    var booking = Bodies.booking().put("reference", UUID.randomUUID().toString());
    booking.getJsonObject("cargo").put("containerNumber", container);
    var id = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.assignCarrier(id, "V").expect(200);
    dispatcher.view(id, 2);
    return id;
  }

  @Test
  void shouldKeepWhatWasRefusedAndForHowLongItIsAsked() throws SQLException {
    var sql = new Sql(gateway);
    var epc = "urn:quayside:shipment:" + book(Containers.any());
    var refused = sql.number(OF_CODE.formatted("document-invalid"));
    capture(event("flying", epc)).expectProblem(400, "document-invalid");
    assertThat(sql.number(OF_CODE.formatted("document-invalid"))).isEqualTo(refused + 1);

    var event = event("packing", epc);
    var id = capture(event).expect(202).header("Location").replaceAll(".*/", "");
    var old = "update captures set %1$s = %1$s - interval '40 days' where capture_id = '%2$s'";
    assertThat(sql.execute(old.formatted("received_at", id))).isOne();
    assertThat(sql.execute(old.formatted("finished_at", id))).isOne();
    capture(event).expect(202);
    var fresh = "select count(*) from captures where finished_at > now() - interval '1 day'";
    assertThat(sql.number(fresh + " and capture_id = '" + id + "'")).isOne();
  }

  @Test
  void shouldDoNothingOfADocumentOfWhichOneEventIsInvalid() {
    var id = book(Containers.any());
    var epc = "urn:quayside:shipment:" + id;
    var refused =
        capture(event("loading", epc), event("flying", epc)).expectProblem(400, "document-invalid");
    assertThat(refused.offences()).containsExactly("/epcisBody/eventList/1/bizStep");
    assertThat(dispatcher.view(id, 2).getInteger("version")).isEqualTo(2);
  }

  @Test
  void shouldPreferTheShipmentThatHasNotEnded() {
    var container = Containers.any();
    var epc = "urn:epc:id:bic:" + container;
    var destination = Bodies.booking().getJsonObject("destination").getString("unLocode");
    var there = new JsonObject().put("id", "urn:quayside:unlocode:" + destination);
    var ended = book(container);
    shouldBeCaptured(event("loading", epc), event("receiving", epc).put("readPoint", there));
    assertThat(dispatcher.view(ended, 4).getString("status")).isEqualTo("DELIVERED");
    var open = book(container);

    shouldBeCaptured(event("loading", epc));

    assertThat(dispatcher.view(open, 3).getString("status")).isEqualTo("PICKED_UP");
    assertThat(dispatcher.view(ended, 4).getInteger("version")).isEqualTo(4);
  }

  private String code(JsonObject event) {
    var job = client.get(capture(event).expect(202).header("Location")).expect(200).json();
    var errors = job.getJsonArray("errors");
    return errors.isEmpty()
        ? job.getJsonArray("results").getJsonObject(0).getString("outcome")
        : errors.getJsonObject(0).getString("code");
  }

  private String bookAlone(String container) {
    var booking = Bodies.booking().put("reference", UUID.randomUUID().toString());
    booking.getJsonObject("cargo").put("containerNumber", container);
    return dispatcher.book(booking).expect(201).json().getString("shipmentId");
  }

  /** The read models follow what is answered with 2xx. */
  @Test
  void shouldKnowOfWhatWasAcknowledgedBefore() {
    for (int i = 0; i < 20; i++) {
      var container = Containers.any();
      var epc = "urn:epc:id:bic:" + container;
      var first = bookAlone(container);
      var second = bookAlone(container);
      assertThat(code(event("void_shipping", epc))).isEqualTo("ambiguous-shipment");
      dispatcher.cancel(first, "not needed").expect(200);
      assertThat(code(event("void_shipping", epc))).isEqualTo("captured");
      assertThat(dispatcher.view(second, 2).getString("status")).isEqualTo("CANCELLED");
    }
  }

  @Test
  void shouldBeAboutOneShipmentWhereItNamesOneContainer() {
    var container = Containers.any();
    var first = book(container);
    var second = book(Containers.any());
    var event = event("loading", "urn:epc:id:bic:" + container);
    event
        .getJsonArray("epcList")
        .add("urn:quayside:shipment:" + first)
        .add("urn:quayside:shipment:" + second);
    assertThat(code(event)).isEqualTo("ambiguous-shipment");
    assertThat(dispatcher.view(first, 2).getString("status")).isEqualTo("CARRIER_ASSIGNED");
  }

  @Test
  void shouldApplyATrackingUpdateToOneShipment() {
    var first = book(Containers.any());
    var second = book(Containers.any());
    for (var disposition : List.of("in_transit", "damaged")) {
      var event =
          event("transporting", "urn:quayside:shipment:" + first)
              .put("disposition", disposition)
              .put("readPoint", new JsonObject().put("id", "geo:1.5,2.5"));
      event.getJsonArray("epcList").add("urn:quayside:shipment:" + second);
      var job = client.get(capture(event).expect(202).header("Location")).expect(200).json();
      assertThat(job.getJsonArray("errors")).hasSize(1);
      assertThat(job.getJsonArray("errors").getJsonObject(0).getString("code"))
          .isEqualTo("ambiguous-shipment");
    }
    for (var id : List.of(first, second)) {
      var positions = client.get("/v1/shipments/" + id + "/positions").expect(200);
      assertThat(positions.json().getJsonArray("items")).isEmpty();
    }
  }
}
