package io.quayside.gateway.harness;

import io.quayside.gateway.contract.EventContract;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A WebSocket client that keeps every frame it was sent, and waits for those it expects. Each frame
 * is held against the published document; one that is not described there fails the next wait.
 */
public final class LiveClient implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final List<String> texts = new ArrayList<>();
  private final List<JsonObject> frames = new ArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private CompletableFuture<WebSocket> socket;
  private AssertionError undocumented;

  private LiveClient() {}

  /** Connects; throws what the handshake failed with, wrapped. */
  static LiveClient connect(HttpClient http, int port, String... subprotocols) {
    return connect(http.newWebSocketBuilder(), port, subprotocols);
  }

  /** As the other, with what the builder has set already. */
  static LiveClient connect(WebSocket.Builder builder, int port, String... subprotocols) {
    var client = new LiveClient();
    if (subprotocols.length > 0) {
      var rest = new String[subprotocols.length - 1];
      System.arraycopy(subprotocols, 1, rest, 0, rest.length);
      builder.subprotocols(subprotocols[0], rest);
    }
    client.socket =
        builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), client.new Receiver());
    client.socket.join();
    return client;
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  private synchronized void received(String text) {
    try {
      EventContract.checkFrame(text);
    } catch (AssertionError violation) {
      undocumented = violation;
    }
    texts.add(text);
    frames.add(new JsonObject(text));
    notifyAll();
  }

  private synchronized void requireDocumented() {
    if (undocumented != null) {
      throw undocumented;
    }
  }

  public void send(JsonObject frame) {
    sendText(frame.encode());
  }

  public synchronized void sendText(String text) {
    socket = socket.thenCompose(open -> open.sendText(text, true));
  }

  public synchronized void sendBinary(byte[] bytes) {
    socket = socket.thenCompose(open -> open.sendBinary(ByteBuffer.wrap(bytes), true));
  }

  /** Subscribes without a version; the answer is the frame that says so. */
  public JsonObject subscribe(String shipmentId) {
    return subscribe(new JsonObject().put("shipmentId", shipmentId));
  }

  /** Subscribes and resumes after a version. */
  public JsonObject subscribeAfter(String shipmentId, int version) {
    return subscribe(new JsonObject().put("shipmentId", shipmentId).put("after", version));
  }

  /** Subscribes with these members; the id is added. */
  public JsonObject subscribe(JsonObject members) {
    String id;
    synchronized (this) {
      id = "s" + texts.size() + "-" + System.nanoTime();
    }
    send(members.copy().put("op", "subscribe").put("id", id));
    return await(frame -> id.equals(frame.getString("id")));
  }

  /** The first frame, since the beginning, that is so. */
  public JsonObject await(Predicate<JsonObject> expected) {
    return await(1, expected).getFirst();
  }

  /** The first frames, since the beginning, that are so. */
  public List<JsonObject> await(int count, Predicate<JsonObject> expected) {
    return await(
        () -> {
          var found = frames.stream().filter(expected).limit(count).toList();
          return found.size() == count ? found : null;
        });
  }

  private synchronized <T> T await(Supplier<T> condition) {
    var deadline = System.nanoTime() + WITHIN.toNanos();
    try {
      for (T met = condition.get(); ; met = condition.get()) {
        requireDocumented();
        if (met != null) {
          return met;
        }
        var left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("not within " + WITHIN.toSeconds() + " s; came: " + texts);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The shipment's events up to a version, as the texts of the bare events, once it has come. */
  public List<String> awaitEvents(String shipmentId, int version) {
    await(frame -> isEvent(frame, shipmentId) && version(frame) == version);
    return eventTexts(shipmentId);
  }

  /** The bare events of a shipment that have come, as they were written. */
  public synchronized List<String> eventTexts(String shipmentId) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      if (isEvent(frames.get(i), shipmentId)) {
        var text = texts.get(i);
        events.add(text.substring(text.indexOf("\"event\":{") + 8, text.length() - 1));
      }
    }
    return events;
  }

  /** The versions of the shipment's events that have come, in the order of their coming. */
  public synchronized List<Integer> versions(String shipmentId) {
    return frames.stream()
        .filter(frame -> isEvent(frame, shipmentId))
        .map(LiveClient::version)
        .toList();
  }

  private static boolean isEvent(JsonObject frame, String shipmentId) {
    return "event".equals(frame.getString("op"))
        && shipmentId.equals(frame.getString("shipmentId"));
  }

  private static int version(JsonObject frame) {
    return frame.getJsonObject("event").getInteger("shipmentversion");
  }

  /** Whatever has been sent before this was called has come when it returns. */
  public synchronized List<JsonObject> frames() {
    return List.copyOf(frames);
  }

  /** Sends a ping and waits for its pong: what the gateway wrote before is here by then. */
  public void roundTrip() {
    var id = "p" + System.nanoTime();
    send(new JsonObject().put("op", "ping").put("id", id));
    await(frame -> id.equals(frame.getString("id")));
  }

  /** The subprotocol that was agreed on; empty for none. */
  public String subprotocol() {
    return socket.join().getSubprotocol();
  }

  /** Authenticates; the answer is the frame that says so, or the error. */
  public JsonObject authenticate(String token) {
    var id = "a" + System.nanoTime();
    send(new JsonObject().put("op", "authenticate").put("id", id).put("token", token));
    return await(frame -> id.equals(frame.getString("id")));
  }

  /** The code with which the gateway closes. */
  public int awaitClose() {
    return closed.orTimeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() {
    // Breaks off, as a lost connection does: so tests of resuming start from the real thing.
    socket.thenAccept(WebSocket::abort).exceptionally(gone -> null).join();
    requireDocumented();
  }
}
