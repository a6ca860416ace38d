package io.quayside.edge.live;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.Utf8;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of subprotocol {@code quayside.v1}. While too many of its frames are
 * unanswered, or too many answers unread, its socket is not read on. Confined to its event loop.
 */
public final class WebSocketSession
    implements Subscription.Host, MessageAssembler.Receiver, SendQueue.Listener {
  /** Bytes of one message. */
  public static final int MAX_MESSAGE = 256 * 1024;

  private final ServerWebSocket socket;
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final InputThrottle throttle;
  private final MessageAssembler messages;
  private final WriteFrames commands;
  private final Heartbeat heartbeat;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private final ArrayDeque<Subscription> awaitingTurn = new ArrayDeque<>(0);
  private int filling;
  private int badFrames;

  public WebSocketSession(ServerWebSocket socket, HttpConnection connection, LiveContext live) {
    this.socket = socket;
    this.live = live;
    this.sendQueue =
        new SendQueue(new WebSocketWire(socket, connection), live.limits(), live.metrics(), this);
    this.throttle =
        new InputThrottle(live.limits().unanswered(), sendQueue, socket::pause, socket::resume);
    this.heartbeat = new Heartbeat(socket);
    this.commands = new WriteFrames(live.commands(), live.ingest(), live.limits().updates());
    this.messages = new MessageAssembler(MAX_MESSAGE, live.readBuffer(), this);
    socket.frameHandler(this::received);
  }

  private void received(WebSocketFrame frame) {
    heartbeat.heard();
    if (sendQueue.isClosed()) {
      return;
    }
    try {
      messages.add(frame.type(), frame.binaryData(), frame.isFinal());
    } catch (RuntimeException fault) {
      // What the message was to be is unknown, so there is nothing to answer but this.
      Faults.report("a WebSocket frame", fault);
      sendQueue.close(CloseCode.INTERNAL_ERROR);
    }
  }

  void close(CloseCode why) {
    sendQueue.close(why);
  }

  /** The socket is gone: nothing of it may stay. */
  public void closed() {
    sendQueue.closed();
  }

  /** The connection broke, or a frame breaks the rules of RFC 6455 or RFC 7692. */
  public void failed(Throwable cause) {
    sendQueue.closed();
    switch (cause) {
      case CorruptedWebSocketFrameException broken ->
          socket.close((short) broken.closeStatus().code(), broken.getMessage());
      case IOException gone -> {}
      case HttpClosedException gone -> {}
      default -> {
        Faults.report("a WebSocket", cause);
        socket.close(CloseCode.INTERNAL_ERROR.code(), CloseCode.INTERNAL_ERROR.reason());
      }
    }
  }

  @Override
  public void queueClosed() {
    awaitingTurn.clear();
    List.copyOf(subscriptions.values()).forEach(this::drop);
  }

  @Override
  public void queueDrained() {
    throttle.adjust();
  }

  /** To be called once in a beat: asks whether the peer is still there. */
  void beat(long beatMillis) {
    if (!sendQueue.isClosed()) {
      heartbeat
          .beat(beatMillis, sendQueue.congested() || throttle.isPaused())
          .ifPresent(sendQueue::close);
    }
  }

  @Override
  public void binary() {
    bad(null, ProblemCode.MALFORMED_JSON, "Frames are JSON texts, not binary");
  }

  @Override
  public void tooBig() {
    sendQueue.close(CloseCode.MESSAGE_TOO_BIG);
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
      if (Utf8.isValid(bytes, 0, length)) {
        bad(null, e.problem().code(), e.problem().detail());
      } else {
        sendQueue.close(CloseCode.NOT_UTF8);
      }
      return;
    }
    String id = FrameMembers.id(frame);
    if (!(frame.get("op") instanceof String op)) {
      bad(id, ProblemCode.VALIDATION_FAILED, "A frame has an op");
      return;
    }
    try {
      handle(op, id, frame);
    } catch (RuntimeException refusalOrFault) {
      error(id, Faults.toProblem(refusalOrFault));
    }
  }

  private void take(PositionsFrame frame) {
    badFrames = 0;
    try {
      answerLater(frame.id(), frame.updates().size(), commands.positions(frame));
    } catch (RuntimeException refusalOrFault) {
      error(frame.id(), Faults.toProblem(refusalOrFault));
    }
  }

  private void handle(String op, @Nullable String id, Map<String, Object> frame) {
    int badBefore = badFrames;
    badFrames = 0;
    switch (op) {
      case "command" -> {
        FrameMembers.checkId(frame, id);
        answerLater(id, 1, commands.command(id, frame));
      }
      case "positions" -> {
        FrameMembers.members(frame, id, Set.of("op", "id", "updates"));
        answerLater(id, WriteFrames.weight(frame), commands.positions(id, frame));
      }
      case "subscribe" -> subscribe(id, frame);
      case "unsubscribe" -> unsubscribe(id, frame);
      case "ping" -> {
        FrameMembers.members(frame, id, Set.of("op", "id"));
        send(FrameMembers.answer("pong", id));
      }
      default -> {
        badFrames = badBefore;
        bad(id, ProblemCode.VALIDATION_FAILED, "There is no such op");
      }
    }
  }

  private void answerLater(@Nullable String id, int weight, Future<JsonWriter> answer) {
    throttle.taken(weight);
    answer.onComplete(
        frame -> {
          sendQueue.send(FrameMembers.text(frame));
          throttle.answered(weight);
        },
        fault -> {
          error(id, Faults.toProblem(fault));
          throttle.answered(weight);
        });
  }

  private void subscribe(@Nullable String id, Map<String, Object> frame) {
    FrameMembers.members(frame, id, Set.of("op", "id", "shipmentId", "after", "positions"));
    String shipmentId = FrameMembers.shipmentId(frame);
    @Nullable Integer after = null;
    if (frame.containsKey("after")) {
      after = FrameMembers.version(frame.get("after"));
      if (after == null) {
        throw FrameMembers.invalid("after must be a version: a whole number from 0");
      }
    }
    if (!(frame.getOrDefault("positions", false) instanceof Boolean positions)) {
      throw FrameMembers.invalid("positions must be true or false");
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
        new Subscription(new Request(id, shipmentId, after, positions), this, live.limits().held());
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

  private void unsubscribe(@Nullable String id, Map<String, Object> frame) {
    FrameMembers.members(frame, id, Set.of("op", "id", "shipmentId"));
    String shipmentId = FrameMembers.shipmentId(frame);
    Subscription subscription = subscriptions.get(shipmentId);
    if (subscription != null) {
      drop(subscription);
    }
    send(FrameMembers.answer("unsubscribed", id).field("shipmentId", shipmentId));
  }

  private void drop(Subscription subscription) {
    if (subscriptions.remove(subscription.shipmentId(), subscription)) {
      live.leave(subscription);
      sendQueue.forgetPosition(subscription.shipmentId());
    }
  }

  private void bad(@Nullable String id, ProblemCode code, String detail) {
    error(id, new Problem(code, detail));
    if (++badFrames >= live.limits().badFrames()) {
      sendQueue.close(CloseCode.BAD_FRAMES);
    }
  }

  private void error(@Nullable String id, Problem problem) {
    send(
        FrameMembers.answer("error", id)
            .field("code", problem.code().code())
            .field("detail", problem.detail()));
  }

  private void send(JsonWriter frame) {
    sendQueue.send(FrameMembers.text(frame.endObject()));
  }

  @Override
  public SendQueue sendQueue() {
    return sendQueue;
  }

  @Override
  public ShipmentSource source() {
    return live;
  }

  @Override
  public String subscribed(
      Request request, int version, boolean recovered, @Nullable ShipmentView snapshot) {
    JsonWriter frame =
        FrameMembers.answer("subscribed", request.id())
            .field("shipmentId", request.shipmentId())
            .field("version", version)
            .field("recovered", recovered);
    if (snapshot != null) {
      frame.rawField("shipment", ShipmentQueries.encode(snapshot));
    }
    return FrameMembers.text(frame.endObject());
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
