package io.quayside.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who sees what of a shipment's events, written down a second time: on the JSON of the log, from
 * its first event on.
 */
final class VisibilityTable {
  private static final Set<String> OPENED =
      Set.of("tender", "kind", "closesAt", "tenderStatus", "status");
  private static final Set<String> ENDED =
      Set.of("tender", "tenderStatus", "status", "early", "cause");
  private static final Set<String> LOOKING = Set.of("COLLECTING", "EVALUATING", "OFFERED");

  private final List<JsonObject> log;

  VisibilityTable(List<JsonObject> log) {
    this.log = log;
  }

  /** What a carrier sees of a version, or with null the shipper, a service, an operator. */
  JsonObject seenBy(String carrier, int version) {
    var event = log.get(version - 1);
    var data = event.getJsonObject("data");
    var type = event.getString("type").replace(".v1", "");
    return switch (type) {
      case "bidding.bid-placed", "bidding.bid-withdrawn" ->
          isNamed(carrier, data) ? event : withheld(event, "tender");
      case "bidding.tender-opened" -> carrier == null ? event : only(event, OPENED);
      case "bidding.tender-closed", "bidding.tender-withdrawn", "bidding.tender-failed" ->
          carrier == null ? event : only(event, ENDED);
      default -> {
        if (type.startsWith("shipment.") || carrier == null) {
          yield event;
        }
        if (type.startsWith("documentation.")) {
          yield isShown(carrier, data, version) ? event : withheld(event, "document");
        }
        if (type.startsWith("booking.")) {
          var shown = type.equals("booking.reminded") && isShown(carrier, data, version);
          yield shown ? event : withheld(event, null);
        }
        yield isNamed(carrier, data) ? event : withheld(event, "tender");
      }
    };
  }

  private boolean isShown(String carrier, JsonObject document, int version) {
    var shown = "CARRIER".equals(document.getString("from")) || document.getBoolean("shared");
    return shown && carrier.equals(assignedAt(version));
  }

  private static boolean isNamed(String carrier, JsonObject data) {
    return carrier != null && carrier.equals(data.getString("carrier"));
  }

  /** {@code number} is the member that names the tender or document; null: none. */
  private static JsonObject withheld(JsonObject event, String number) {
    var data = event.getJsonObject("data");
    var withheld = new JsonObject().put("withheld", true).put("status", data.getString("status"));
    if (number != null) {
      withheld.put(number, data.getValue(number));
    }
    return event.copy().put("data", withheld);
  }

  private static JsonObject only(JsonObject event, Set<String> members) {
    var reduced = event.copy();
    reduced.getJsonObject("data").fieldNames().retainAll(members);
    return reduced;
  }

  private String assignedAt(int version) {
    String assigned = null;
    for (var event : log.subList(0, version)) {
      if (event.getString("type").equals("shipment.carrier-assigned.v1")) {
        assigned = event.getJsonObject("data").getString("carrier");
      }
    }
    return assigned;
  }

  /** Whether a carrier may read the shipment at a version; null: the shipper and so on. */
  boolean mayRead(String carrier, int version) {
    if (carrier == null || carrier.equals(assignedAt(version))) {
      return true;
    }
    var tender = 0;
    String status = null;
    JsonArray listed = null;
    List<String> offered = new ArrayList<>();
    for (var event : log.subList(0, version)) {
      var data = event.getJsonObject("data");
      if (!event.getString("type").startsWith("bidding.")) {
        continue;
      }
      if (data.getInteger("tender") != tender) {
        tender = data.getInteger("tender");
        offered.clear();
        listed =
            data.getString("kind").equals("SPOT")
                ? data.getJsonArray("carriers", new JsonArray().add(carrier(carrier)))
                : new JsonArray();
      }
      if (event.getString("type").equals("bidding.offer-made.v1")) {
        offered.add(data.getString("carrier"));
      }
      status = data.getString("tenderStatus");
    }
    if (status != null && LOOKING.contains(status)) {
      return offered.contains(carrier) || listed.contains(carrier(carrier));
    }
    return "CONFIRMED".equals(status) && offered.getLast().equals(carrier);
  }

  private static JsonObject carrier(String carrier) {
    return new JsonObject().put("carrier", carrier);
  }
}
