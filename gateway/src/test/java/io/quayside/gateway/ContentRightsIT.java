package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.ContentClient.File;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who sees a content: those who see a document that names it. */
@ExtendWith(SecuredGateway.class)
class ContentRightsIT {
  private final String tenant = "c-" + UUID.randomUUID().toString().substring(0, 8);
  private final Secured secured;
  private final Client client;
  private final ContentClient contents;
  private final File file = File.pdf(300_000);
  private final Map<String, String[]> viewers = new LinkedHashMap<>();

  ContentRightsIT(Secured secured) {
    this.secured = secured;
    client = secured.client();
    contents = new ContentClient(client);
  }

  @BeforeEach
  void makePrincipals() {
    secured.tenant(tenant);
    secured.tenant(tenant + "-2");
    viewers.put("shipper", key(tenant, "shipper", "shippers", "Hansa Tea"));
    viewers.put("other shipper", key(tenant, "shipper", "shippers", "Nordlicht Pumps"));
    viewers.put("every shipper", key(tenant, "shipper", "shippers"));
    viewers.put("carrier", key(tenant, "carrier", "carriers", "MAEU"));
    viewers.put("other carrier", key(tenant, "carrier", "carriers", "HLCU"));
    viewers.put("service", key(tenant, "service", "shippers"));
    viewers.put("operator", key(tenant, "operator", "shippers"));
    viewers.put("stranger", key(tenant + "-2", "operator", "shippers"));
  }

  private String[] key(String actingIn, String role, String scope, String... names) {
    var more = new JsonObject();
    if (names.length > 0) {
      more.put(scope, new JsonArray(Arrays.asList((Object[]) names)));
    }
    return SecuredGateway.bearer(secured.key(actingIn, role, more));
  }

  private void expectSeenBy(String... names) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        viewers.entrySet().stream()
                            .filter(viewer -> sees(viewer.getValue()))
                            .map(Map.Entry::getKey))
                    .containsExactly(names));
  }

  private boolean sees(String[] viewer) {
    var answer = contents.get(file, viewer);
    if (answer.status() == 200) {
      return true;
    }
    answer.expectProblem(404, "not-found");
    assertThat(answer.text())
        .isEqualTo(client.get("/v1/documents/" + "0".repeat(64), viewer).text());
    return false;
  }

  private String book(String shipper) {
    var id =
        client
            .post(
                "/v1/shipments", Bodies.booking().put("shipper", shipper), viewers.get("operator"))
            .expect(201)
            .json()
            .getString("shipmentId");
    assign(id, "MAEU");
    return id;
  }

  private void assign(String shipmentId, String carrier) {
    client
        .post(
            "/v1/shipments/" + shipmentId + "/carrier-assignment",
            new JsonObject().put("carrier", carrier),
            viewers.get("operator"))
        .expect(200);
  }

  private void submit(String shipmentId, JsonObject request) {
    var documents = "/v1/shipments/" + shipmentId + "/documents";
    var number =
        client
            .post(documents, request, viewers.get("operator"))
            .expect(201)
            .json()
            .getInteger("document");
    client
        .post(
            documents + "/" + number + "/submissions",
            new JsonObject().put("sha256", file.sha256()),
            viewers.get("operator"))
        .expect(200);
  }

  @Test
  void shouldShowWhatNoDocumentNamesToTheTenant() {
    contents.put(file, viewers.get("other carrier")).expect(201);
    contents.put(file, viewers.get("service")).expectProblem(403, "forbidden");

    expectSeenBy(
        "shipper",
        "other shipper",
        "every shipper",
        "carrier",
        "other carrier",
        "service",
        "operator");
  }

  @Test
  void shouldShowWhatADocumentNamesToThoseWhoSeeTheDocument() {
    contents.put(file, viewers.get("shipper")).expect(201);
    var shipmentId = book("Hansa Tea");
    submit(shipmentId, new JsonObject().put("type", "COMMERCIAL_INVOICE"));
    expectSeenBy("shipper", "every shipper", "service", "operator");

    submit(shipmentId, new JsonObject().put("type", "PACKING_LIST").put("shared", true));
    expectSeenBy("shipper", "every shipper", "carrier", "service", "operator");

    assign(shipmentId, "HLCU");
    expectSeenBy("shipper", "every shipper", "other carrier", "service", "operator");

    submit(book("Nordlicht Pumps"), new JsonObject().put("type", "PROOF_OF_DELIVERY"));
    expectSeenBy(
        "shipper",
        "other shipper",
        "every shipper",
        "carrier",
        "other carrier",
        "service",
        "operator");
  }

  @Test
  void shouldKeepTenantsApart() {
    contents.put(file, viewers.get("shipper")).expect(201);

    contents.get(file, viewers.get("stranger")).expectProblem(404, "not-found");
    contents.put(file, viewers.get("stranger")).expect(201);
    contents.get(file, viewers.get("stranger")).expect(200);
  }
}
