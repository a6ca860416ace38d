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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which shipments an EPCIS document is about, and that it does all or nothing when judged. */
@ExtendWith(SharedGateway.class)
class EpcisShipmentsIT {
  private final Client client;
  private final Dispatcher dispatcher;

  EpcisShipmentsIT(GatewayProcess gateway) {
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
}
