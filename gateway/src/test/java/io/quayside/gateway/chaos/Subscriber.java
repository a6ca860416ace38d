package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Violation;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Follows all shipments over one WebSocket, and has to get every version of each once and in order.
 * When the socket ends, or its node has been silent for long, it turns to the next node and
 * resumes.
 */
final class Subscriber implements AutoCloseable {
  private static final Duration PING_EVERY = Duration.ofSeconds(1);
  private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long AGAIN_AFTER_MILLIS = 200;
  private static final int HIGHEST_THAT_RESUMES = 4499;

  private final String name;
  private final List<Node> nodes;
  private final History history;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Map<String, Followed> followed = new HashMap<>();
  private int at;

  /** Counts the sockets; what an earlier one still brings is not listened to. */
  private int generation;

  private CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private WebSocket connection;
  private long heardNanos;
  private boolean closed;

  /** How far a shipment has come. */
  private static final class Followed {
    int version;
    int last = Integer.MAX_VALUE;
  }

  Subscriber(List<Node> nodes, int first, History history) {
    this.name = "subscriber " + (first + 1);
    this.nodes = nodes;
    this.at = first;
    this.history = history;
  }

  synchronized void start() {
    connect();
    var unused =
        timer.scheduleAtFixedRate(
            this::ping, PING_EVERY.toMillis(), PING_EVERY.toMillis(), TimeUnit.MILLISECONDS);
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

  private void connect() {
    int mine = ++generation;
    heardNanos = System.nanoTime();
    socket = nodes.get(at % nodes.size()).live(new Receiver(mine));
    var unused =
        socket.whenComplete(
            (open, failure) -> {
              if (failure == null) {
                opened(mine, open);
              } else {
                turnAway(mine);
              }
            });
  }

  private synchronized void opened(int of, WebSocket open) {
    if (of == generation) {
      connection = open;
      heardNanos = System.nanoTime();
      followed.keySet().forEach(this::subscribe);
    } else {
      open.abort();
    }
  }

  /** Leaves the node for the next one. */
  private synchronized void turnAway(int of) {
    if (of != generation || closed) {
      return;
    }
    generation++;
    history.reconnected();
    abort();
    at++;
    int from = generation;
    var unused = timer.schedule(() -> reconnect(from), AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void reconnect(int from) {
    if (from == generation && !closed) {
      connect();
    }
  }

  private synchronized void ping() {
    if (System.nanoTime() - heardNanos > SILENT_NANOS) {
      turnAway(generation);
    } else {
      send(new JsonObject().put("op", "ping"));
    }
  }

  private void subscribe(String shipmentId) {
    send(
        new JsonObject()
            .put("op", "subscribe")
            .put("id", shipmentId)
            .put("shipmentId", shipmentId)
            .put("after", followed.get(shipmentId).version));
  }

  /** One frame after the other, while the socket is open. */
  private void send(JsonObject frame) {
    if (connection != null) {
      int mine = generation;
      socket = socket.thenCompose(open -> open.sendText(frame.encode(), true));
      var unused =
          socket.whenComplete(
              (sent, failure) -> {
                if (failure != null) {
                  turnAway(mine);
                }
              });
    }
  }

  private synchronized void received(int of, String text) {
    if (of != generation) {
      return;
    }
    heardNanos = System.nanoTime();
    var frame = new JsonObject(text);
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
      send(
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
    int mine = generation;
    var unused =
        timer.schedule(
            () -> subscribeAgain(mine, shipmentId), AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void subscribeAgain(int of, String shipmentId) {
    if (of == generation && followed.containsKey(shipmentId)) {
      subscribe(shipmentId);
    }
  }

  private void violated(String how) {
    history.violated(
        Violation.Kind.FRAMES,
        "%s at %s %s".formatted(name, nodes.get(at % nodes.size()).name(), how));
  }

  @Override
  public synchronized void close() {
    closed = true;
    generation++;
    timer.shutdownNow();
    abort();
  }

  private void abort() {
    if (connection != null) {
      connection.abort();
      connection = null;
    }
  }

  private final class Receiver implements WebSocket.Listener {
    private final int mine;
    private final StringBuilder text = new StringBuilder();

    Receiver(int mine) {
      this.mine = mine;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(mine, text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      if (code > HIGHEST_THAT_RESUMES) {
        violated("was closed with " + code + " " + reason);
      }
      turnAway(mine);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      turnAway(mine);
    }
  }
}
