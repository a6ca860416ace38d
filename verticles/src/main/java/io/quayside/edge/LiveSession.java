package io.quayside.edge;

import io.quayside.edge.Subscription.Request;
import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandId;
import io.quayside.problem.Problem;
import io.quayside.problem.ProblemCode;
import io.quayside.problem.ProblemException;
import io.quayside.projection.ReadModels;
import io.quayside.push.SharedFrame;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One WebSocket connection of subprotocol {@code quayside.v1}. While too many of its frames are
 * unanswered, or too many answers unread, its socket is not read on. Confined to its event loop.
 */
final class LiveSession implements Subscription.Host {
  /** Bytes of one message. */
  static final int MAX_MESSAGE = 256 * 1024;

  private static final int MAX_ID = 128;

  private final ServerWebSocket socket;
  private final Live live;
  private final LiveOutlet outlet;
  private final LiveCommands commands;
  private final Heartbeat heartbeat;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private int badFrames;
  private int unanswered;
  private boolean paused;

  LiveSession(ServerWebSocket socket, Live live) {
    this.socket = socket;
    this.live = live;
    this.outlet = new LiveOutlet(new SocketWire(socket), live.limits(), live.metrics());
    this.heartbeat = new Heartbeat(socket);
    this.commands = new LiveCommands(live.commands(), live.tracks());
    socket.textMessageHandler(this::received);
    socket.binaryMessageHandler(
        bytes -> bad(null, ProblemCode.MALFORMED_JSON, "Frames are JSON texts, not binary"));
  }

  void close(CloseCode why) {
    outlet.close(why);
  }

  /** The socket is gone: nothing of it may stay. */
  void closed() {
    outlet.closed();
    List.copyOf(subscriptions.values()).forEach(this::drop);
  }

  /** To be called once in a beat: asks whether the peer is still there. */
  void beat(long beatMillis) {
    heartbeat.beat(beatMillis, outlet.congested() || paused).ifPresent(outlet::close);
  }

  private void received(String text) {
    heartbeat.heard();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_MESSAGE) {
      outlet.close(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    Map<String, Object> frame;
    try {
      frame = Json.parseObject(bytes);
    } catch (ProblemException e) {
      bad(null, e.problem().code(), e.problem().detail());
      return;
    }
    String id = frame.get("id") instanceof String given && isId(given) ? given : null;
    if (!(frame.get("op") instanceof String op)) {
      bad(id, ProblemCode.VALIDATION_FAILED, "A frame has an op");
      return;
    }
    try {
      handle(op, id, frame);
    } catch (ProblemException e) {
      error(id, e.problem());
    }
  }

  private static boolean isId(String given) {
    return given.codePointCount(0, given.length()) <= MAX_ID;
  }

  private void handle(String op, String id, Map<String, Object> frame) {
    int badBefore = badFrames;
    badFrames = 0;
    switch (op) {
      case "command" -> {
        checkId(frame, id);
        answerLater(commands.command(id, frame));
      }
      case "positions" -> {
        members(frame, id, Set.of("op", "id", "updates"));
        answerLater(commands.positions(id, frame));
      }
      case "subscribe" -> subscribe(id, frame);
      case "unsubscribe" -> unsubscribe(id, frame);
      case "ping" -> {
        members(frame, id, Set.of("op", "id"));
        outlet.send(text(answer("pong", id).endObject()));
      }
      default -> {
        badFrames = badBefore;
        bad(id, ProblemCode.VALIDATION_FAILED, "There is no such op");
      }
    }
  }

  private void answerLater(Future<JsonOut> answer) {
    unanswered++;
    answer.onComplete(
        frame -> {
          unanswered--;
          outlet.send(text(frame));
          pace();
        },
        defect -> {
          unanswered--;
          error(null, Problems.of(defect));
          pace();
        });
    pace();
  }

  /** Stops and goes on reading the socket. */
  private void pace() {
    int open = unanswered + outlet.waiting();
    if (!paused && open >= live.limits().unanswered()) {
      paused = true;
      socket.pause();
    } else if (paused && open <= live.limits().unanswered() / 2) {
      paused = false;
      socket.resume();
    }
  }

  private void subscribe(String id, Map<String, Object> frame) {
    members(frame, id, Set.of("op", "id", "shipmentId", "after", "positions"));
    String shipmentId = shipmentId(frame);
    Integer after = null;
    if (frame.containsKey("after")) {
      after = LiveCommands.version(frame.get("after"));
      if (after == null) {
        throw invalid("after must be a version: a whole number from 0");
      }
    }
    if (!(frame.getOrDefault("positions", false) instanceof Boolean positions)) {
      throw invalid("positions must be true or false");
    }
    Subscription former = subscriptions.get(shipmentId);
    if (former != null) {
      drop(former);
    } else if (subscriptions.size() >= live.limits().subscriptions()) {
      live.metrics().overflow("subscriptions");
      throw new Problem(ProblemCode.OVERLOADED, "This connection has too many subscriptions")
          .toException();
    }
    Subscription subscription =
        new Subscription(new Request(id, shipmentId, after, positions), this);
    subscriptions.put(shipmentId, subscription);
    live.listen(subscription);
    subscription.start();
  }

  private void unsubscribe(String id, Map<String, Object> frame) {
    members(frame, id, Set.of("op", "id", "shipmentId"));
    String shipmentId = shipmentId(frame);
    Subscription subscription = subscriptions.get(shipmentId);
    if (subscription != null) {
      drop(subscription);
    }
    outlet.send(text(answer("unsubscribed", id).field("shipmentId", shipmentId).endObject()));
  }

  private void drop(Subscription subscription) {
    if (subscriptions.remove(subscription.shipmentId(), subscription)) {
      live.leave(subscription);
      outlet.forgetPosition(subscription.shipmentId());
    }
  }

  private static String shipmentId(Map<String, Object> frame) {
    if (!(frame.get("shipmentId") instanceof String shipmentId)) {
      throw invalid("shipmentId must be a string");
    }
    if (!CommandId.isShipmentId(shipmentId)) {
      throw new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment").toException();
    }
    return shipmentId;
  }

  private static void members(Map<String, Object> frame, String id, Set<String> known) {
    Set<String> unknown = new TreeSet<>(frame.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw invalid("unknown: " + String.join(", ", unknown));
    }
    checkId(frame, id);
  }

  private static void checkId(Map<String, Object> frame, String id) {
    if (id == null && frame.containsKey("id")) {
      throw invalid("id must be a string of at most " + MAX_ID + " characters");
    }
  }

  private static ProblemException invalid(String detail) {
    return new Problem(ProblemCode.VALIDATION_FAILED, detail).toException();
  }

  private void bad(String id, ProblemCode code, String detail) {
    error(id, new Problem(code, detail));
    if (++badFrames >= live.limits().badFrames()) {
      outlet.close(CloseCode.BAD_FRAMES);
    }
  }

  private void error(String id, Problem problem) {
    outlet.send(
        text(
            answer("error", id)
                .field("code", problem.code().code())
                .field("detail", problem.detail())
                .endObject()));
  }

  private static JsonOut answer(String op, String id) {
    JsonOut frame = new JsonOut(160).beginObject().field("op", op);
    return id == null ? frame : frame.field("id", id);
  }

  private static String text(JsonOut frame) {
    return new String(frame.toBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public LiveOutlet outlet() {
    return outlet;
  }

  @Override
  public Views views() {
    return live.views();
  }

  @Override
  public ReadModels readModels() {
    return live.readModels();
  }

  @Override
  public int maxHeld() {
    return live.limits().held();
  }

  @Override
  public String subscribed(Request request, int version, boolean recovered, byte[] snapshot) {
    JsonOut frame =
        answer("subscribed", request.id())
            .field("shipmentId", request.shipmentId())
            .field("version", version)
            .field("recovered", recovered);
    if (snapshot != null) {
      frame.rawField("shipment", snapshot);
    }
    return text(frame.endObject());
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.webSocketText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    drop(subscription);
    error(request.id(), problem);
  }
}
