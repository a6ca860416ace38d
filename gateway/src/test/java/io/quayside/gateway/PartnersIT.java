package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Profiles of partners, and what they make of documents. */
@ExtendWith(SharedGateway.class)
class PartnersIT {
  private static final String CARRIER = "PTNR";
  private static final String PATH = "/v1/partners/" + CARRIER;

  /** The profile of those who act for no carrier. */
  private static final String OTHERS = "/v1/partners/default";

  private final Client client;

  PartnersIT(GatewayProcess gateway) {
    client = gateway.client();
  }

  @AfterEach
  void remove() {
    client.send("DELETE", PATH, null, null).join();
    client.send("DELETE", OTHERS, null, null).join();
  }

  private Answer put(JsonObject profile, String... headers) {
    return put(PATH, profile, headers);
  }

  private Answer put(String path, JsonObject profile, String... headers) {
    return client
        .send("PUT", path, profile.encode().getBytes(UTF_8), "application/json", headers)
        .join();
  }

  private static String tag(int version) {
    return "\"" + version + "\"";
  }

  private static JsonObject place(String unLocode) {
    return new JsonObject().put("unLocode", unLocode);
  }

  private static JsonObject profile(int locations) {
    var places = new JsonObject();
    for (int i = 0; i < locations; i++) {
      var id = "https://id.gs1.org/414/%013d/254/%s".formatted(i, "x".repeat(86));
      places.put(id, place("NLRTM").put("customs", true));
    }
    return new JsonObject().put("haulage", "MERCHANT").put("locations", places);
  }

  @Test
  void shouldMakeShowListChangeAndRemoveAProfile() {
    var profile = profile(1);
    var made = put(profile).expect(201);
    int version = made.json().getInteger("version");
    assertThat(made.header("ETag")).isEqualTo(tag(version));
    var shown = client.get(PATH).expect(200).json();
    assertThat(shown.getJsonObject("locations")).isEqualTo(profile.getJsonObject("locations"));
    assertThat(shown.getString("haulage")).isEqualTo("MERCHANT");
    put(profile, "If-Match", tag(version + 1)).expectProblem(412, "version-mismatch");
    var changed = put(new JsonObject(), "If-Match", tag(version)).expect(200).json();
    assertThat(changed.getInteger("version")).isEqualTo(version + 1);
    assertThat(changed.getString("haulage")).isEqualTo("CARRIER");
    assertThat(client.get("/v1/partners").expect(200).text()).contains(CARRIER);
    client.send("DELETE", PATH, null, null).join().expect(204);
    client.get(PATH).expectProblem(404, "not-found");
  }

  @Test
  void shouldRefuseWhatIsNoProfile() {
    for (var wrong :
        new JsonObject[] {
          new JsonObject().put("haulage", "NOBODY"),
          new JsonObject().put("locations", new JsonObject().put("x", place("Hamburg"))),
          new JsonObject().put("locations", new JsonObject().put("x", new JsonObject())),
          new JsonObject().put("locations", new JsonObject().put("y".repeat(129), place("DEHAM"))),
          new JsonObject().put("else", 1),
          profile(5_001)
        }) {
      put(wrong).expectProblem(422, "validation-failed");
    }
    client
        .send("PUT", "/v1/partners/nobody", "{}".getBytes(UTF_8), "application/json")
        .join()
        .expectProblem(422, "validation-failed");
    client.get(PATH).expectProblem(404, "not-found");
  }

  @Test
  void shouldKnowFiveThousandLocationsOfAPartner() {
    var profile = profile(5_000);
    put(OTHERS, profile).expect(201);
    assertThat(client.get(OTHERS).expect(200).json().getJsonObject("locations"))
        .isEqualTo(profile.getJsonObject("locations"));

    var id = pickedUp();
    var customs = profile.getJsonObject("locations").fieldNames().stream().toList().get(4_321);
    capture(id, "arriving", "04", "urn:quayside:unlocode:NLRTM");
    capture(id, "holding", "05", customs);
    var shipment = client.get("/v1/shipments/" + id + "?min-version=5").expect(200).json();
    assertThat(shipment.getString("status")).isEqualTo("CUSTOMS_HOLD");
    assertThat(shipment.encode()).contains("NLRTM");
  }

  /** A shipment of the partner on its way. */
  private String pickedUp() {
    var booking = Bodies.booking().put("reference", UUID.randomUUID().toString());
    booking.getJsonObject("cargo").remove("containerNumber");
    var id = client.post("/v1/shipments", booking).expect(201).json().getString("shipmentId");
    client
        .post(
            "/v1/shipments/" + id + "/carrier-assignment",
            new JsonObject().put("carrier", CARRIER).put("vehicle", "V"))
        .expect(200);
    capture(id, "loading", "03", "geo:53.54,9.98");
    return id;
  }

  private void capture(String id, String bizStep, String hour, String place) {
    var event =
        """
        {"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
         "type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-01-02T%s:00:00Z",
         "eventTimeZoneOffset":"+00:00","bizStep":"%s",
         "epcList":["urn:quayside:shipment:%s"],"readPoint":{"id":"%s"}}
        """
            .formatted(hour, bizStep, id, place);
    var job =
        client
            .send("POST", "/v1/epcis/capture", event.getBytes(UTF_8), "application/json")
            .join()
            .expect(202)
            .header("Location");
    assertThat(client.get(job).expect(200).json().getBoolean("success")).as(event).isTrue();
  }
}
