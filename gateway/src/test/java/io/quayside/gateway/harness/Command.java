package io.quayside.gateway.harness;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command, before it is known which way it will go. What is null is left out; {@code ifMatch} is
 * a number, also one that is no version.
 */
public record Command(
    String name, String shipmentId, String key, Integer ifMatch, JsonObject body) {
  private static final Pattern IN_PATH = Pattern.compile("\\{([a-z]+)}");

  /** The HTTP operations of commands; braces name the shipment or a member of the body. */
  private static final Map<String, String> OPERATIONS = operations();

  private static Map<String, String> operations() {
    var shipment = "/v1/shipments/{id}";
    var tender = shipment + "/tenders/{tender}";
    var document = shipment + "/documents/{document}";
    return Map.ofEntries(
        Map.entry("BookShipment", "POST /v1/shipments"),
        Map.entry("AssignCarrier", "POST " + shipment + "/carrier-assignment"),
        Map.entry("ReleaseShipment", "POST " + shipment + "/release"),
        Map.entry("RecordMilestone", "POST " + shipment + "/milestones"),
        Map.entry("CancelShipment", "POST " + shipment + "/cancellation"),
        Map.entry("OpenTender", "POST " + shipment + "/tenders"),
        Map.entry("PlaceBid", "PUT " + tender + "/bids/{carrier}"),
        Map.entry("WithdrawBid", "DELETE " + tender + "/bids/{carrier}"),
        Map.entry("CloseTender", "POST " + tender + "/closing"),
        Map.entry("MakeOffer", "POST " + tender + "/offers"),
        Map.entry("RespondToOffer", "POST " + tender + "/offers/{carrier}/response"),
        Map.entry("RevokeOffer", "DELETE " + tender + "/offers/{carrier}"),
        Map.entry("GiveBack", "POST " + tender + "/offers/{carrier}/give-back"),
        Map.entry("RevokeAward", "POST " + tender + "/revocation"),
        Map.entry("WithdrawTender", "POST " + tender + "/withdrawal"),
        Map.entry("RequestDocument", "POST " + shipment + "/documents"),
        Map.entry("SubmitDocument", "POST " + document + "/submissions"),
        Map.entry("VerifyDocument", "POST " + document + "/verification"),
        Map.entry("RejectDocument", "POST " + document + "/rejection"),
        Map.entry("IssueDocument", "POST " + document + "/issuance"),
        Map.entry("SurrenderDocument", "POST " + document + "/surrender"),
        Map.entry("WaiveDocument", "POST " + document + "/waiver"),
        Map.entry("VoidDocument", "POST " + document + "/voiding"),
        Map.entry("StartBooking", "POST " + shipment + "/saga"),
        Map.entry("RetryBooking", "POST " + shipment + "/saga/retry"),
        Map.entry("SkipStep", "POST " + shipment + "/saga/skip"),
        Map.entry("PauseBooking", "POST " + shipment + "/saga/pause"),
        Map.entry("ResumeBooking", "POST " + shipment + "/saga/resume"));
  }

  public static Command book(JsonObject booking) {
    return new Command("BookShipment", null, null, null, booking);
  }

  public static Command assignCarrier(String shipmentId, JsonObject body) {
    return new Command("AssignCarrier", shipmentId, null, null, body);
  }

  public static Command release(String shipmentId) {
    return new Command("ReleaseShipment", shipmentId, null, null, new JsonObject());
  }

  public static Command milestone(String shipmentId, JsonObject body) {
    return new Command("RecordMilestone", shipmentId, null, null, body);
  }

  public static Command cancel(String shipmentId, String reason) {
    return new Command(
        "CancelShipment", shipmentId, null, null, new JsonObject().put("reason", reason));
  }

  public Command withKey(String given) {
    return new Command(name, shipmentId, given, ifMatch, body);
  }

  public Command withIfMatch(int given) {
    return new Command(name, shipmentId, key, given, body);
  }

  /** A command by its name; the body is that of a WebSocket frame. */
  public static Command of(String name, String shipmentId, JsonObject body) {
    return new Command(name, shipmentId, null, null, body);
  }

  /** The method that HTTP has for it. */
  String method() {
    return operation().substring(0, operation().indexOf(' '));
  }

  /** The path that HTTP has for it, with those members of the body that HTTP has in its path. */
  String path() {
    var path = operation().substring(operation().indexOf(' ') + 1);
    var filled = new StringBuilder();
    var matcher = IN_PATH.matcher(path);
    while (matcher.find()) {
      var name = matcher.group(1);
      var value = name.equals("id") ? shipmentId : String.valueOf(body.getValue(name));
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  /** The body that HTTP has for it; null for a DELETE. */
  byte[] httpBody() {
    if (method().equals("DELETE")) {
      return null;
    }
    var rest = body.copy();
    IN_PATH.matcher(operation()).results().forEach(match -> rest.remove(match.group(1)));
    return rest.toBuffer().getBytes();
  }

  private String operation() {
    var operation = OPERATIONS.get(name);
    if (operation == null) {
      throw new IllegalArgumentException("HTTP has no operation for " + name);
    }
    return operation;
  }

  /** The frame that a WebSocket has for it, without an id. */
  public JsonObject frame() {
    var frame = new JsonObject().put("op", "command").put("name", name).put("body", body);
    if (shipmentId != null) {
      frame.put("shipmentId", shipmentId);
    }
    if (key != null) {
      frame.put("idempotencyKey", key);
    }
    if (ifMatch != null) {
      frame.put("ifMatch", ifMatch);
    }
    return frame;
  }
}
