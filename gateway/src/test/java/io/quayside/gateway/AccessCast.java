package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.edge.http.Operation;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Principals of every kind in one tenant, shipments in and out of their scope, and requests. */
final class AccessCast {
  static final String OWN_TENANT = "matrix-a";
  static final String OTHER_TENANT = "matrix-b";
  static final String OWN_SHIPPER = "Hansa Tea";
  static final String OTHER_SHIPPER = "Nordlicht Pumps";
  static final String OWN_CARRIER = "MAEU";
  static final String OTHER_CARRIER = "HLCU";
  static final String DEVICE = "truck/1";
  static final String UNKNOWN_ID = "0".repeat(26);

  /** The principals; all but the last two shippers and the free device have a scope. */
  enum Who {
    SHIPPER("shipper", false),
    SHIPPER_OF_ALL("shipper", true),
    CARRIER("carrier", false),
    DEVICE_OF_CARRIER("device", false),
    DEVICE_OF_ALL("device", true),
    SERVICE("service", true),
    OPERATOR("operator", true),
    OPERATOR_OF_ALL("operator", true);

    final String role;
    private final boolean wholeTenant;

    Who(String role, boolean wholeTenant) {
      this.role = role;
      this.wholeTenant = wholeTenant;
    }
  }

  /** Whose shipment a request names. */
  enum Where {
    IN_SCOPE(OWN_TENANT, OWN_SHIPPER, OWN_CARRIER),
    OUT_OF_SCOPE(OWN_TENANT, OTHER_SHIPPER, OTHER_CARRIER),
    OTHER_TENANTS(OTHER_TENANT, OWN_SHIPPER, OWN_CARRIER);

    private final String tenant;
    final String shipper;
    private final String carrier;

    Where(String tenant, String shipper, String carrier) {
      this.tenant = tenant;
      this.shipper = shipper;
      this.carrier = carrier;
    }

    boolean isReadableBy(Who who) {
      return this == IN_SCOPE || (this == OUT_OF_SCOPE && who.wholeTenant);
    }
  }

  private final Secured secured;
  private final Client client;
  private final Map<Who, String> tokens = new EnumMap<>(Who.class);
  private final Map<Where, String> shipments = new EnumMap<>(Where.class);
  private final AtomicLong sequences = new AtomicLong();

  AccessCast(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
    makePrincipalsAndShipments();
  }

  private void makePrincipalsAndShipments() {
    secured.tenant(OWN_TENANT);
    secured.tenant(OTHER_TENANT);
    var shippers = new JsonObject().put("shippers", new JsonArray().add(OWN_SHIPPER));
    var carriers = new JsonObject().put("carriers", new JsonArray().add(OWN_CARRIER));
    var nothing = new JsonObject();
    tokens.put(Who.SHIPPER, secured.key(OWN_TENANT, "shipper", shippers));
    tokens.put(Who.SHIPPER_OF_ALL, secured.key(OWN_TENANT, "shipper", nothing));
    tokens.put(Who.CARRIER, secured.key(OWN_TENANT, "carrier", carriers));
    tokens.put(Who.DEVICE_OF_CARRIER, secured.group(OWN_TENANT, OWN_CARRIER).token(DEVICE));
    tokens.put(Who.DEVICE_OF_ALL, secured.group(OWN_TENANT, null).token(DEVICE));
    tokens.put(Who.SERVICE, secured.key(OWN_TENANT, "service", nothing));
    tokens.put(Who.OPERATOR, secured.key(OWN_TENANT, "operator", nothing));
    tokens.put(Who.OPERATOR_OF_ALL, secured.bootstrapKey());
    for (var where : Where.values()) {
      shipments.put(where, book(where));
    }
  }

  /** A new shipment with its carrier, as an operator makes it. */
  String book(Where where) {
    String[] headers = {
      "Authorization", "Bearer " + secured.bootstrapKey(), "Quayside-Tenant", where.tenant
    };
    var id =
        client
            .post("/v1/shipments", Bodies.booking().put("shipper", where.shipper), headers)
            .expect(201)
            .json()
            .getString("shipmentId");
    var assignment = new JsonObject().put("carrier", where.carrier);
    client.post("/v1/shipments/" + id + "/carrier-assignment", assignment, headers).expect(200);
    return id;
  }

  String[] headers(Who who) {
    var token = "Bearer " + tokens.get(who);
    return who == Who.OPERATOR_OF_ALL
        ? new String[] {"Authorization", token, "Quayside-Tenant", OWN_TENANT}
        : new String[] {"Authorization", token};
  }

  /** The request of an operation; not for a stream that is granted, for that does not end. */
  Answer send(Operation operation, String id, Where where, String... headers) {
    var body = body(operation, id, where);
    var path =
        operation
            .path()
            .replace(":sha256", ContentClient.hash((body == null ? "" : body).getBytes(UTF_8)))
            .replace(":id", id)
            .replace(":asset", "docs.js")
            .replace("/:file/:part", "/core/http.js")
            .replace(":file", "page.css")
            .replace(":type", "shipment.booked.v1")
            .replace(":version", "1")
            .replace(":tenant", OWN_TENANT)
            .replace(":carrier", OWN_CARRIER)
            .replaceAll(":(tender|document)", "1")
            .replace(":deviceId", "truck-1")
            .replace(":relay", "none")
            .replaceAll(":(webhookId|letterId|jobId|captureId)", UNKNOWN_ID)
            .replace(":partnerId", "ZZZZ")
            .replaceAll(":(keyId|groupId)", "00000000");
    return client
        .send(
            operation.method(),
            path,
            body == null ? null : body.getBytes(UTF_8),
            body == null ? null : mediaType(operation),
            headers)
        .join();
  }

  private static String mediaType(Operation operation) {
    return switch (operation.body()) {
      case NDJSON -> "application/x-ndjson";
      case CONTENT -> operation.id().equals("putContent") ? "text/plain" : "application/json";
      case NONE, JSON, OPTIONAL_JSON -> "application/json";
    };
  }

  private String body(Operation operation, String id, Where where) {
    return switch (operation.id()) {
      case "bookShipment" -> Bodies.booking().put("shipper", where.shipper).encode();
      case "assignCarrier" -> new JsonObject().put("carrier", where.carrier).encode();
      case "recordMilestone" -> Bodies.milestone("PICKED_UP").encode();
      case "cancelShipment" -> new JsonObject().put("reason", "no longer needed").encode();
      case "reportPosition" -> position().encode();
      case "putContent" -> UUID.randomUUID().toString();
      case "reportPositions" -> position().put("shipmentId", id).encode();
      case "openTender" -> TenderClient.waterfall("MAEU").encode();
      case "placeBid" -> "{\"amount\":\"980\"}";
      case "makeOffer" -> new JsonObject().put("carrier", where.carrier).encode();
      case "respondToOffer" -> "{\"response\":\"ACCEPT\"}";
      case "giveBack" -> "{\"reasonCode\":\"EQUIPMENT\"}";
      case "revokeAward", "withdrawTender", "waiveDocument", "voidDocument", "pauseBooking" ->
          "{\"reason\":\"no longer needed\"}";
      case "skipStep" ->
          "{\"rule\":\"request\",\"subject\":\"plan.documents/0\",\"reason\":\"not needed\"}";
      case "requestDocument" -> "{\"type\":\"PACKING_LIST\"}";
      case "verifyDocument" -> "{\"revision\":1}";
      case "rejectDocument" -> "{\"revision\":1,\"reasonCode\":\"ILLEGIBLE\"}";
      case "issueDocument" -> "{\"revision\":1,\"reference\":\"HLCUHAM123\"}";
      case "surrenderDocument" -> "{\"for\":\"DELIVERY\"}";
      case "putPartner" -> "{\"unknown\":1}";
      case "createKey" -> new JsonObject().put("name", "k").put("role", "service").encode();
      case "createDeviceGroup" -> new JsonObject().put("name", "g").encode();
      default ->
          switch (operation.body()) {
            case JSON, CONTENT -> "{}";
            default -> null;
          };
    };
  }

  JsonObject position() {
    return Bodies.position(DEVICE, sequences.incrementAndGet());
  }

  Client client() {
    return client;
  }

  String token(Who who) {
    return tokens.get(who);
  }

  /** The shipment that was made for a place. */
  String shipment(Where where) {
    return shipments.get(where);
  }
}
