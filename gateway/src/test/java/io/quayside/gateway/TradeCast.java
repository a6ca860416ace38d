package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A new tenant with shippers and carriers, and what they do to shipments over HTTP. */
final class TradeCast {
  static final String UNKNOWN = "0".repeat(26);

  final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 12);
  private final Secured secured;
  private final Client client;
  private final Map<String, String[]> callers = new HashMap<>();

  TradeCast(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
    secured.tenant(tenant);
  }

  String[] operator() {
    return secured.operator(tenant);
  }

  String[] service() {
    return caller("service", new JsonObject());
  }

  String[] shipper(String... shippers) {
    return caller("shipper", new JsonObject().put("shippers", new JsonArray(List.of(shippers))));
  }

  String[] shipperOfAll() {
    return caller("shipper", new JsonObject());
  }

  String[] carrier(String... carriers) {
    return caller("carrier", new JsonObject().put("carriers", new JsonArray(List.of(carriers))));
  }

  private String[] caller(String role, JsonObject scope) {
    return callers.computeIfAbsent(
        role + scope.encode(), scoped -> SecuredGateway.bearer(secured.key(tenant, role, scope)));
  }

  String book(String shipper) {
    return client
        .post("/v1/shipments", Bodies.booking().put("shipper", shipper), operator())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  /** Sends a command as an operator, which is accepted; returns the new version. */
  int command(String method, String shipmentId, String path, JsonObject body) {
    var answer = send(method, "/v1/shipments/" + shipmentId + path, body, operator());
    answer.expect(
        method.equals("POST") && (path.equals("/tenders") || path.equals("/documents"))
            ? 201
            : 200);
    return answer.json().getInteger("version");
  }

  int assign(String shipmentId, String carrier) {
    return command(
        "POST", shipmentId, "/carrier-assignment", new JsonObject().put("carrier", carrier));
  }

  Answer send(String method, String path, JsonObject body, String... headers) {
    return client
        .send(method, path, body.encode().getBytes(UTF_8), "application/json", headers)
        .join();
  }

  static JsonObject spot(String... carriers) {
    var tender =
        new JsonObject()
            .put("kind", "SPOT")
            .put("currency", "EUR")
            .put("closesAt", Instant.now().plus(1, ChronoUnit.DAYS).toString());
    if (carriers.length > 0) {
      var listed = new JsonArray();
      for (var carrier : carriers) {
        listed.add(new JsonObject().put("carrier", carrier));
      }
      tender.put("carriers", listed);
    }
    return tender;
  }

  int bid(String shipmentId, int tender, String carrier, String amount) {
    return command(
        "PUT",
        shipmentId,
        "/tenders/" + tender + "/bids/" + carrier,
        new JsonObject().put("amount", amount));
  }

  /** All items of a list of which each page has so many. */
  List<JsonObject> items(String path, String[] headers, int limit) {
    List<JsonObject> items = new ArrayList<>();
    String next = "";
    do {
      var separator = path.contains("?") ? "&" : "?";
      var page = client.get(path + separator + "limit=" + limit + next, headers).expect(200).json();
      page.getJsonArray("items").forEach(item -> items.add((JsonObject) item));
      next = page.containsKey("next") ? "&after=" + page.getString("next") : null;
    } while (next != null);
    return items;
  }
}
