package io.quayside.edge;

import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandId;
import io.quayside.metrics.Metrics;
import io.quayside.problem.Problem;
import io.quayside.problem.ProblemCode;
import io.quayside.problem.ProblemException;
import io.quayside.projection.ReadModels;
import io.quayside.push.PushHub;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One WebSocket connection of subprotocol {@code quayside.v1}. Confined to its event loop. */
final class LiveSession implements Subscription.Host {
  private static final int MAX_ID = 128;

  private final PushHub.Loop loop;
  private final Views views;
  private final ReadModels readModels;
  private final LiveLimits limits;
  private final Metrics metrics;
  private final LiveOutlet outlet;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private int badFrames;

  LiveSession(
      ServerWebSocket socket,
      PushHub.Loop loop,
      Views views,
      ReadModels readModels,
      LiveLimits limits,
      Metrics metrics) {
    this.loop = loop;
    this.views = views;
    this.readModels = readModels;
    this.limits = limits;
    this.metrics = metrics;
    this.outlet = new LiveOutlet(socket, limits, metrics);
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

  private void received(String text) {
    Map<String, Object> frame;
    try {
      frame = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (ProblemException e) {
      bad(null, e.problem().code(), e.problem().detail());
      return;
    }
    String id = frame.get("id") instanceof String given && given.length() <= MAX_ID ? given : null;
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

  private void handle(String op, String id, Map<String, Object> frame) {
    switch (op) {
      case "subscribe" -> {
        badFrames = 0;
        subscribe(id, frame);
      }
      case "unsubscribe" -> {
        badFrames = 0;
        unsubscribe(id, frame);
      }
      case "ping" -> {
        badFrames = 0;
        members(frame, id, Set.of("op", "id"));
        outlet.send(text(answer("pong", id)));
      }
      default -> bad(id, ProblemCode.VALIDATION_FAILED, "There is no such op");
    }
  }

  private void subscribe(String id, Map<String, Object> frame) {
    members(frame, id, Set.of("op", "id", "shipmentId", "after", "positions"));
    String shipmentId = shipmentId(frame);
    Integer after = after(frame.get("after"));
    Object positions = frame.getOrDefault("positions", false);
    if (!(positions instanceof Boolean wanted)) {
      throw invalid("positions must be true or false");
    }
    Subscription former = subscriptions.get(shipmentId);
    if (former != null) {
      drop(former);
    } else if (subscriptions.size() >= limits.subscriptions()) {
      metrics.overflow("subscriptions");
      throw new Problem(ProblemCode.OVERLOADED, "This connection has too many subscriptions")
          .toException();
    }
    Subscription subscription =
        new Subscription(new Subscription.Request(id, shipmentId, after, wanted), this);
    subscriptions.put(shipmentId, subscription);
    metrics.subscribers.increment();
    loop.subscribe(shipmentId, subscription);
    subscription.start();
  }

  private void unsubscribe(String id, Map<String, Object> frame) {
    members(frame, id, Set.of("op", "id", "shipmentId"));
    String shipmentId = shipmentId(frame);
    Subscription subscription = subscriptions.get(shipmentId);
    if (subscription != null) {
      drop(subscription);
    }
    outlet.send(text(answer("unsubscribed", id).field("shipmentId", shipmentId)));
  }

  private void drop(Subscription subscription) {
    if (subscriptions.remove(subscription.shipmentId(), subscription)) {
      subscription.end();
      loop.unsubscribe(subscription.shipmentId(), subscription);
      outlet.forgetPosition(subscription.shipmentId());
      metrics.subscribers.decrement();
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

  private static Integer after(Object given) {
    if (given == null) {
      return null;
    }
    if (given instanceof Number number
        && number.doubleValue() == Math.rint(number.doubleValue())
        && number.doubleValue() >= 0
        && number.doubleValue() <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw invalid("after must be a version: a whole number from 0");
  }

  private static void members(Map<String, Object> frame, String id, Set<String> known) {
    Set<String> unknown = new TreeSet<>(frame.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw invalid("unknown: " + String.join(", ", unknown));
    }
    if (id == null && frame.containsKey("id")) {
      throw invalid("id must be a string of at most " + MAX_ID + " characters");
    }
  }

  private static ProblemException invalid(String detail) {
    return new Problem(ProblemCode.VALIDATION_FAILED, detail).toException();
  }

  private void bad(String id, ProblemCode code, String detail) {
    error(id, new Problem(code, detail));
    if (++badFrames >= limits.badFrames()) {
      outlet.close(CloseCode.BAD_FRAMES);
    }
  }

  private void error(String id, Problem problem) {
    outlet.send(
        text(
            answer("error", id)
                .field("code", problem.code().code())
                .field("detail", problem.detail())));
  }

  private static JsonOut answer(String op, String id) {
    JsonOut frame = new JsonOut(160).beginObject().field("op", op);
    return id == null ? frame : frame.field("id", id);
  }

  private static String text(JsonOut frame) {
    return new String(frame.endObject().toBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public LiveOutlet outlet() {
    return outlet;
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public ReadModels readModels() {
    return readModels;
  }

  @Override
  public int maxHeld() {
    return limits.held();
  }

  @Override
  public void refused(Subscription subscription, String id, Problem problem) {
    drop(subscription);
    error(id, problem);
  }
}
