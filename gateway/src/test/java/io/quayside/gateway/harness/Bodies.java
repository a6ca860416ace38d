package io.quayside.gateway.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Bodies that the gateway takes; each call makes a new one, to be changed at will. */
public final class Bodies {
  private Bodies() {}

  public static JsonObject booking() {
    return new JsonObject()
        .put("reference", "PO-4711")
        .put("shipper", "Nordlicht Pumps")
        .put("mode", "SEA")
        .put("origin", new JsonObject().put("unLocode", "DEHAM"))
        .put("destination", new JsonObject().put("unLocode", "SGSIN"))
        .put(
            "cargo",
            new JsonObject()
                .put("description", "Pumps, crated")
                .put("packages", 12)
                .put("grossWeightKg", 4870.5));
  }

  public static JsonObject carrier(String vehicle) {
    return new JsonObject().put("carrier", "MAEU").put("vehicle", vehicle);
  }

  /** The references of a DCSA event to a container. */
  public static JsonArray equipmentReferences(String container) {
    return new JsonArray()
        .add(new JsonObject().put("referenceType", "EQ").put("referenceValue", container));
  }

  /** A milestone of this moment. */
  public static JsonObject milestone(String code) {
    return milestone(code, now());
  }

  public static JsonObject milestone(String code, Instant occurredAt) {
    return new JsonObject().put("code", code).put("occurredAt", occurredAt.toString());
  }

  /** A tracking update that was observed at this moment. */
  public static JsonObject position(String deviceId, long sequence) {
    return position(deviceId, sequence, now());
  }

  public static JsonObject position(String deviceId, long sequence, Instant observedAt) {
    return new JsonObject()
        .put("deviceId", deviceId)
        .put("sequence", sequence)
        .put("observedAt", observedAt.toString())
        .put("position", new JsonObject().put("lat", 53.54).put("lon", 9.98));
  }

  public static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
