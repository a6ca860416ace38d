package io.quayside.edge;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quayside.edge.Subscription.Request;
import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.problem.Problem;
import io.quayside.problem.ProblemCode;
import io.quayside.problem.ProblemException;
import io.quayside.push.SharedFrame;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One WebSocket connection of subprotocol {@code quayside.v1}. While too many of its frames are
 * unanswered, or too many answers unread, its socket is not read on. Confined to its event loop.
 */
final class LiveSession implements Subscription.Host, Messages.Receiver {
  /** Bytes of one message. */
  static final int MAX_MESSAGE = 256 * 1024;

  private final ServerWebSocket socket;
  private final Live live;
  private final LiveOutlet outlet;
  private final LiveCommands commands;
  private final Heartbeat heartbeat;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private final ArrayDeque<Subscription> awaitingTurn = new ArrayDeque<>(0);
  private int filling;
  private int badFrames;
  private int unanswered;
  private boolean paused;

  LiveSession(ServerWebSocket socket, HttpConnection connection, Live live) {
    this.socket = socket;
    this.live = live;
    this.outlet =
        new LiveOutlet(
            new SocketWire(socket, connection), live.limits(), live.metrics(), this::leaveAll);
    this.heartbeat = new Heartbeat(socket);
    this.commands = new LiveCommands(live.commands(), live.tracks(), live.limits().updates());
    Messages messages = new Messages(MAX_MESSAGE, live.scratch(), this);
    socket.frameHandler(
        frame -> {
          heartbeat.heard();
          if (!outlet.isClosed()) {
            messages.add(frame);
          }
        });
  }

  void close(CloseCode why) {
    outlet.close(why);
  }

  /** The socket is gone: nothing of it may stay. */
  void closed() {
    outlet.closed();
  }

  /** The connection broke, or what came over it is no WebSocket frame that the gateway takes. */
  void failed(Throwable cause) {
    outlet.closed();
    switch (cause) {
      case CorruptedWebSocketFrameException corrupted ->
          socket.close((short) corrupted.closeStatus().code(), corrupted.getMessage());
      // What is compressed is ill-formed, or would be too big.
      case CodecException compressed -> socket.close(CloseCode.MESSAGE_TOO_BIG.code());
      default -> {
        // It is gone already.
      }
    }
  }

  private void leaveAll() {
    awaitingTurn.clear();
    List.copyOf(subscriptions.values()).forEach(this::drop);
  }

  /** To be called once in a beat: asks whether the peer is still there. */
  void beat(long beatMillis) {
    if (!outlet.isClosed()) {
      heartbeat.beat(beatMillis, outlet.congested() || paused).ifPresent(outlet::close);
    }
  }

  @Override
  public void binary() {
    bad(null, ProblemCode.MALFORMED_JSON, "Frames are JSON texts, not binary");
  }

  @Override
  public void tooBig() {
    outlet.close(CloseCode.MESSAGE_TOO_BIG);
  }

  @Override
  public void text(byte[] bytes, int length) {
    PositionsFrame positions = PositionsFrame.read(bytes, length, Instant.now());
    if (positions != null) {
      take(positions);
      return;
    }
    Map<String, Object> frame;
    try {
      frame = Json.parseObject(bytes, 0, length);
    } catch (ProblemException e) {
      bad(null, e.problem().code(), e.problem().detail());
      return;
    }
    String id = Frames.id(frame);
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

  private void take(PositionsFrame frame) {
    badFrames = 0;
    try {
      answerLater(frame.updates().size(), commands.positions(frame));
    } catch (ProblemException e) {
      error(frame.id(), e.problem());
    }
  }

  private void handle(String op, String id, Map<String, Object> frame) {
    int badBefore = badFrames;
    badFrames = 0;
    switch (op) {
      case "command" -> {
        Frames.checkId(frame, id);
        answerLater(1, commands.command(id, frame));
      }
      case "positions" -> {
        Frames.members(frame, id, Set.of("op", "id", "updates"));
        answerLater(LiveCommands.weight(frame), commands.positions(id, frame));
      }
      case "subscribe" -> subscribe(id, frame);
      case "unsubscribe" -> unsubscribe(id, frame);
      case "ping" -> {
        Frames.members(frame, id, Set.of("op", "id"));
        send(Frames.answer("pong", id));
      }
      default -> {
        badFrames = badBefore;
        bad(id, ProblemCode.VALIDATION_FAILED, "There is no such op");
      }
    }
  }

  private void answerLater(int weight, Future<JsonOut> answer) {
    unanswered += weight;
    answer.onComplete(
        frame -> {
          unanswered -= weight;
          outlet.send(Frames.text(frame));
          pace();
        },
        defect -> {
          unanswered -= weight;
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
    Frames.members(frame, id, Set.of("op", "id", "shipmentId", "after", "positions"));
    String shipmentId = Frames.shipmentId(frame);
    Integer after = null;
    if (frame.containsKey("after")) {
      after = LiveCommands.version(frame.get("after"));
      if (after == null) {
        throw Frames.invalid("after must be a version: a whole number from 0");
      }
    }
    if (!(frame.getOrDefault("positions", false) instanceof Boolean positions)) {
      throw Frames.invalid("positions must be true or false");
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
    awaitingTurn.add(subscription);
    startNext();
  }

  /** Few fill their gaps at a time, so that what they read does not flood the connection. */
  private void startNext() {
    while (filling < live.limits().filling() && !awaitingTurn.isEmpty()) {
      Subscription next = awaitingTurn.poll();
      if (subscriptions.get(next.shipmentId()) == next) {
        filling++;
        next.start()
            .onComplete(
                done -> {
                  filling--;
                  startNext();
                });
      }
    }
  }

  private void unsubscribe(String id, Map<String, Object> frame) {
    Frames.members(frame, id, Set.of("op", "id", "shipmentId"));
    String shipmentId = Frames.shipmentId(frame);
    Subscription subscription = subscriptions.get(shipmentId);
    if (subscription != null) {
      drop(subscription);
    }
    send(Frames.answer("unsubscribed", id).field("shipmentId", shipmentId));
  }

  private void drop(Subscription subscription) {
    if (subscriptions.remove(subscription.shipmentId(), subscription)) {
      live.leave(subscription);
      outlet.forgetPosition(subscription.shipmentId());
    }
  }

  private void bad(String id, ProblemCode code, String detail) {
    error(id, new Problem(code, detail));
    if (++badFrames >= live.limits().badFrames()) {
      outlet.close(CloseCode.BAD_FRAMES);
    }
  }

  private void error(String id, Problem problem) {
    send(
        Frames.answer("error", id)
            .field("code", problem.code().code())
            .field("detail", problem.detail()));
  }

  private void send(JsonOut frame) {
    outlet.send(Frames.text(frame.endObject()));
  }

  @Override
  public LiveOutlet outlet() {
    return outlet;
  }

  @Override
  public Live live() {
    return live;
  }

  @Override
  public String subscribed(Request request, int version, boolean recovered, byte[] snapshot) {
    JsonOut frame =
        Frames.answer("subscribed", request.id())
            .field("shipmentId", request.shipmentId())
            .field("version", version)
            .field("recovered", recovered);
    if (snapshot != null) {
      frame.rawField("shipment", snapshot);
    }
    return Frames.text(frame.endObject());
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
