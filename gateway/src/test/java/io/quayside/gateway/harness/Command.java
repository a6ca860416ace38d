package io.quayside.gateway.harness;

import io.vertx.core.json.JsonObject;

/**
 * A command, before it is known which way it will go. What is null is left out; {@code ifMatch} is
 * a number, also one that is no version.
 */
public record Command(
    String name, String shipmentId, String key, Integer ifMatch, JsonObject body) {
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

  /** The path that HTTP has for it. */
  String path() {
    var shipment = "/v1/shipments/" + shipmentId;
    return switch (name) {
      case "BookShipment" -> "/v1/shipments";
      case "AssignCarrier" -> shipment + "/carrier-assignment";
      case "ReleaseShipment" -> shipment + "/release";
      case "RecordMilestone" -> shipment + "/milestones";
      case "CancelShipment" -> shipment + "/cancellation";
      default -> throw new IllegalArgumentException("HTTP has no path for " + name);
    };
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
