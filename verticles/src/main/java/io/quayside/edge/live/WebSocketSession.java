package io.quayside.edge.live;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.Utf8;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of subprotocol {@code quayside.v1}. While too many of its frames are
 * unanswered, or too many answers unread, its socket is not read on. Confined to its event loop.
 */
public final class WebSocketSession implements MessageAssembler.Receiver, SendQueue.Listener {
  /** Bytes of one message. */
  public static final int MAX_MESSAGE = 256 * 1024;

  private final ServerWebSocket socket;
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final InputThrottle throttle;
  private final MessageAssembler messages;
  private final WriteFrames commands;
  private final Heartbeat heartbeat;
  private final SessionSubscriptions subscriptions;
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
    this.subscriptions = new SessionSubscriptions(live, sendQueue);
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
    subscriptions.dropAll();
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
      case "subscribe" -> subscriptions.subscribe(id, frame);
      case "unsubscribe" -> subscriptions.unsubscribe(id, frame);
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

  private void bad(@Nullable String id, ProblemCode code, String detail) {
    error(id, new Problem(code, detail));
    if (++badFrames >= live.limits().badFrames()) {
      sendQueue.close(CloseCode.BAD_FRAMES);
    }
  }

  private void error(@Nullable String id, Problem problem) {
    send(FrameMembers.error(id, problem));
  }

  private void send(JsonWriter frame) {
    sendQueue.send(FrameMembers.text(frame.endObject()));
  }
}
