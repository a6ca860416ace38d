package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.EventsCheck.Stream;
import io.quayside.gateway.chaos.History.Violation.Kind;
import io.quayside.gateway.chaos.Node.Reply;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** What every node answers to queries, held against the log. */
final class ReadModelCheck {
  private static final int AT_ONCE = 8;
  private static final int ASKED = 5;

  private final History history;
  private final Semaphore free = new Semaphore(AT_ONCE);

  ReadModelCheck(History history) {
    this.history = history;
  }

  void compare(List<Node> nodes, Map<String, Stream> streams) {
    var asked = new ArrayList<CompletableFuture<Void>>();
    for (var node : nodes) {
      streams.forEach(
          (shipmentId, stream) -> {
            free.acquireUninterruptibly();
            asked.add(
                CompletableFuture.runAsync(
                    () -> compare(node, shipmentId, stream), Thread::startVirtualThread));
          });
    }
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
  }

  private void compare(Node node, String shipmentId, Stream stream) {
    try {
      int version = stream.version();
      var path = "/v1/shipments/" + shipmentId;
      var view = asked(node, path + "?min-version=" + version);
      var expected = stream.hasBooking() ? "" : stream.vehicles.getLast();
      if (view.status() != 200
          || view.json().getInteger("version") != version
          || !view.json().getString("vehicle", "").equals(expected)) {
        violated(node, "%s at %d with %s, but %s".formatted(shipmentId, version, expected, view));
      }
      var events = asked(node, path + "/events?limit=1000");
      if (events.status() != 200 || !vehicles(events.json()).equals(stream.vehicles)) {
        violated(node, "%s with %s, but %s".formatted(shipmentId, stream.vehicles, events));
      }
    } finally {
      free.release();
    }
  }

  /** Asks up to five times: an answer may come too late where the machine has much to do. */
  private static Reply asked(Node node, String path) {
    var reply = node.get(path);
    for (int again = 1; again < ASKED && reply.promisesNothing(); again++) {
      reply = node.get(path);
    }
    return reply;
  }

  private void violated(Node node, String how) {
    history.violated(Kind.READ_MODEL, node.name() + ": the log has " + how);
  }

  private static List<String> vehicles(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getJsonObject("data").getString("vehicle", ""))
        .toList();
  }
}
