package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Violation;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Watches everything over one WebSocket and resumes by its last cursor, on whichever node it is.
 * The versions of each shipment have to come without a hole; what a resume repeats is passed over.
 */
final class Watcher implements RoamingSocket.Owner, AutoCloseable {
  private static final String WATCH = "everything";

  private final History history;
  private final RoamingSocket socket;
  private final Map<String, Integer> versions = new HashMap<>();

  /** The last cursor; empty until the first has come, which is before anything is booked. */
  private String cursor = "";

  Watcher(List<Node> nodes, History history) {
    this.history = history;
    this.socket = new RoamingSocket(nodes, 0, history, this);
  }

  void start() {
    socket.start();
  }

  /** Whether it watches, so that nothing that is booked from now on may escape it. */
  synchronized boolean watches() {
    return !cursor.isEmpty();
  }

  /** The versions up to which it has come, of those shipments that are further. */
  synchronized Map<String, Integer> behind(Map<String, Integer> last) {
    var behind = new TreeMap<String, Integer>();
    last.forEach(
        (id, version) -> {
          int seen = versions.getOrDefault(id, 0);
          if (seen < version) {
            behind.put(id, seen);
          }
        });
    return behind;
  }

  @Override
  public void opened() {
    watch();
  }

  private void watch() {
    var frame = new JsonObject().put("op", "watch").put("id", WATCH);
    if (!cursor.isEmpty()) {
      frame.put("after", cursor);
    }
    socket.send(frame);
  }

  @Override
  public void received(JsonObject frame) {
    switch (frame.getString("op")) {
      case "watching" -> watching(frame);
      case "cursor" -> cursor = frame.getString("cursor");
      case "event" -> event(frame.getJsonObject("event"));
      case "left" -> violated("was told of a shipment that left everything: " + frame.encode());
      case "error" -> refused(frame);
      default -> {}
    }
  }

  private void watching(JsonObject frame) {
    if (!frame.getBoolean("recovered")) {
      violated("could not resume: " + frame.encode());
    }
    cursor = frame.getString("cursor");
  }

  private void event(JsonObject event) {
    history.frame();
    var shipmentId = event.getString("subject");
    int version = event.getInteger("shipmentversion");
    int seen = versions.getOrDefault(shipmentId, 0);
    if (version > seen + 1) {
      violated("got %s/%d after %d".formatted(shipmentId, version, seen));
    }
    versions.put(shipmentId, Math.max(seen, version));
  }

  /** A watch that cannot be had yet is asked for again. */
  private void refused(JsonObject frame) {
    if (!"temporarily-unavailable".equals(frame.getString("code"))
        && !"overloaded".equals(frame.getString("code"))) {
      violated("was refused: " + frame.encode());
    }
    socket.soon(this::watch);
  }

  @Override
  public void violated(String how) {
    history.violated(Violation.Kind.FRAMES, "the watcher at %s %s".formatted(socket.node(), how));
  }

  @Override
  public void close() {
    socket.close();
  }
}
