package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Violation;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows all shipments over one WebSocket, and has to get every version of each once and in order,
 * on whichever node it is.
 */
final class Subscriber implements RoamingSocket.Owner, AutoCloseable {
  private final String name;
  private final History history;
  private final RoamingSocket socket;
  private final Map<String, Followed> followed = new HashMap<>();

  /** How far a shipment has come. */
  private static final class Followed {
    int version;
    int last = Integer.MAX_VALUE;
  }

  Subscriber(List<Node> nodes, int first, History history) {
    this.name = "subscriber " + (first + 1);
    this.history = history;
    this.socket = new RoamingSocket(nodes, first, history, this);
  }

  void start() {
    socket.start();
  }

  /** There is one more shipment. */
  synchronized void follow(String shipmentId) {
    followed.put(shipmentId, new Followed());
    subscribe(shipmentId);
  }

  /** The shipment gets no version above this one. */
  synchronized void expect(String shipmentId, int version) {
    var shipment = followed.get(shipmentId);
    shipment.last = version;
    forgetIfComplete(shipmentId, shipment);
  }

  /** The versions up to which it has come, of shipments that lack some. */
  synchronized Map<String, Integer> incomplete() {
    var incomplete = new TreeMap<String, Integer>();
    followed.forEach((id, shipment) -> incomplete.put(id, shipment.version));
    return incomplete;
  }

  String name() {
    return name;
  }

  @Override
  public void opened() {
    followed.keySet().forEach(this::subscribe);
  }

  private void subscribe(String shipmentId) {
    socket.send(
        new JsonObject()
            .put("op", "subscribe")
            .put("id", shipmentId)
            .put("shipmentId", shipmentId)
            .put("after", followed.get(shipmentId).version));
  }

  @Override
  public void received(JsonObject frame) {
    switch (frame.getString("op")) {
      case "event" -> event(frame.getString("shipmentId"), frame.getJsonObject("event"));
      case "subscribed" -> subscribed(frame);
      case "error" -> refused(frame);
      default -> {}
    }
  }

  private void event(String shipmentId, JsonObject event) {
    history.frame();
    var shipment = followed.get(shipmentId);
    int version = event.getInteger("shipmentversion");
    if (shipment == null) {
      violated("got %s/%d, which was complete".formatted(shipmentId, version));
      return;
    }
    if (version != shipment.version + 1) {
      violated("got %s/%d after %d".formatted(shipmentId, version, shipment.version));
    }
    shipment.version = Math.max(shipment.version, version);
    forgetIfComplete(shipmentId, shipment);
  }

  private void forgetIfComplete(String shipmentId, Followed shipment) {
    if (shipment.version >= shipment.last) {
      followed.remove(shipmentId);
      socket.send(
          new JsonObject()
              .put("op", "unsubscribe")
              .put("id", "u-" + shipmentId)
              .put("shipmentId", shipmentId));
    }
  }

  private void subscribed(JsonObject frame) {
    if (!frame.getBoolean("recovered")) {
      violated("could not resume: " + frame.encode());
    }
  }

  /** A subscription that cannot be had yet is asked for again. */
  private void refused(JsonObject frame) {
    var shipmentId = frame.getString("id", "");
    if (!"temporarily-unavailable".equals(frame.getString("code"))
        && !"overloaded".equals(frame.getString("code"))) {
      violated("was refused: " + frame.encode());
    }
    socket.soon(
        () -> {
          if (followed.containsKey(shipmentId)) {
            subscribe(shipmentId);
          }
        });
  }

  @Override
  public void violated(String how) {
    history.violated(Violation.Kind.FRAMES, "%s at %s %s".formatted(name, socket.node(), how));
  }

  @Override
  public void close() {
    socket.close();
  }
}
