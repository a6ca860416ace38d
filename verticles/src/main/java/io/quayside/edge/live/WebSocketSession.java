package io.quayside.edge.live;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.quayside.auth.Grant;
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
public final class WebSocketSession
    implements MessageAssembler.Receiver, SendQueue.Listener, SessionCredentials.Host {
  /** Bytes of one message. */
  public static final int MAX_MESSAGE = 256 * 1024;

  /** Bytes of a message from a client without credentials. */
  private static final int MAX_FIRST_MESSAGE = 16 * 1024;

  private final ServerWebSocket socket;
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final InputThrottle throttle;
  private final MessageAssembler messages;
  private final WriteFrames writes;
  private final Heartbeat heartbeat;
  private final SessionCredentials credentials;
  private final SessionSubscriptions subscriptions;
  private final SessionWatches watches;
  private int badFrames;

  /** {@code admitted}: what the upgrade's credentials grant, or null where it had none. */
  public WebSocketSession(
      ServerWebSocket socket,
      HttpConnection connection,
      @Nullable Grant admitted,
      LiveContext live) {
    this.socket = socket;
    this.live = live;
    this.sendQueue =
        new SendQueue(new WebSocketWire(socket, connection), live.limits(), live.metrics(), this);
    this.throttle =
        new InputThrottle(live.limits().unanswered(), sendQueue, socket::pause, socket::resume);
    this.heartbeat = new Heartbeat(socket);
    this.writes =
        new WriteFrames(
            live.commands(), live.ingest(), live.limits().updates(), live.metrics().traces());
    this.credentials = new SessionCredentials(live.access(), admitted, this);
    this.subscriptions = new SessionSubscriptions(live, sendQueue, credentials);
    this.watches = new SessionWatches(live, sendQueue, credentials);
    this.messages = new MessageAssembler(MAX_MESSAGE, live.readBuffer(), this);
    if (!credentials.isGranted()) {
      messages.bound(MAX_FIRST_MESSAGE);
    }
    socket.frameHandler(this::received);
  }

  /** Called once, when the handlers of the socket are set. */
  public void start() {
    credentials.start();
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

  @Override
  public void close(CloseCode why) {
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
    credentials.end();
    subscriptions.dropAll();
    watches.dropAll();
  }

  @Override
  public void queueDrained() {
    throttle.adjust();
  }

  /** To be called once in a beat: asks whether the peer is still there. */
  void beat(long beatMillis) {
    if (sendQueue.isClosed()) {
      return;
    }
    boolean congested = sendQueue.congested() || throttle.isPaused();
    heartbeat.beat(beatMillis, congested, watches.isCatchingUp()).ifPresent(sendQueue::close);
  }

  @Override
  public void binary() {
    if (credentials.isGranted()) {
      bad(null, ProblemCode.MALFORMED_JSON, "Frames are JSON texts, not binary");
    } else {
      close(CloseCode.UNAUTHORISED);
    }
  }

  @Override
  public void tooBig() {
    close(credentials.isGranted() ? CloseCode.MESSAGE_TOO_BIG : CloseCode.UNAUTHORISED);
  }

  @Override
  public void text(byte[] bytes, int length) {
    if (!credentials.isGranted()) {
      takeFirst(bytes, length);
      return;
    }
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
    if (!(frame.get("op") instanceof String word)) {
      bad(id, ProblemCode.VALIDATION_FAILED, "A frame has an op");
      return;
    }
    FrameOp op = FrameOp.of(word);
    if (op == null) {
      bad(id, ProblemCode.VALIDATION_FAILED, "There is no such op");
      return;
    }
    badFrames = 0;
    try {
      handle(op, id, frame);
    } catch (RuntimeException refusalOrFault) {
      error(id, Faults.toProblem(refusalOrFault));
    }
  }

  /** The first message of a client without credentials: an {@code authenticate}, or the end. */
  private void takeFirst(byte[] bytes, int length) {
    Map<String, Object> frame;
    try {
      frame = Json.parseObject(bytes, 0, length);
    } catch (ProblemException malformed) {
      close(CloseCode.UNAUTHORISED);
      return;
    }
    if (!FrameOp.AUTHENTICATE.word().equals(frame.get("op"))) {
      close(CloseCode.UNAUTHORISED);
      return;
    }
    String id = FrameMembers.id(frame);
    try {
      authenticate(id, frame);
    } catch (ProblemException refusal) {
      error(id, refusal.problem());
      close(CloseCode.UNAUTHORISED);
    }
  }

  private void take(PositionsFrame frame) {
    badFrames = 0;
    try {
      require(FrameOp.POSITIONS);
      answerLater(frame.id(), frame.updates().size(), writes.positions(credentials.grant(), frame));
    } catch (RuntimeException refusalOrFault) {
      error(frame.id(), Faults.toProblem(refusalOrFault));
    }
  }

  private void handle(FrameOp op, @Nullable String id, Map<String, Object> frame) {
    require(op);
    switch (op) {
      case AUTHENTICATE -> {
        countRequest();
        authenticate(id, frame);
      }
      case COMMAND -> {
        FrameMembers.checkId(frame, id);
        answerLater(id, 1, writes.command(credentials.grant(), id, frame));
      }
      case POSITIONS -> {
        FrameMembers.members(frame, id, Set.of("op", "id", "updates"));
        int weight = WriteFrames.weight(frame);
        answerLater(id, weight, writes.positions(credentials.grant(), id, frame));
      }
      case SUBSCRIBE, UNSUBSCRIBE, WATCH, UNWATCH -> {
        countRequest();
        if (!watches.take(op, id, frame)) {
          subscriptions.take(op, id, frame);
        }
      }
      case PING -> {
        FrameMembers.members(frame, id, Set.of("op", "id"));
        send(FrameMembers.answer("pong", id));
      }
    }
  }

  /** Refuses an operation that the principal's role does not permit. */
  private void require(FrameOp op) {
    if (!op.access().permits(credentials.principal())) {
      throw new Problem(ProblemCode.FORBIDDEN, "The caller's role may not do this").toException();
    }
  }

  /** Refuses a frame above the tenant's quota of requests. */
  private void countRequest() {
    if (!credentials.grant().quota().takeRequest()) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant sends too many requests")
          .toException();
    }
  }

  private void authenticate(@Nullable String id, Map<String, Object> frame) {
    FrameMembers.members(frame, id, Set.of("op", "id", "token", "tenant"));
    if (!(frame.get("token") instanceof String token)) {
      throw FrameMembers.invalid("token must be a string");
    }
    Object tenant = frame.get("tenant");
    if (tenant != null && !(tenant instanceof String)) {
      throw FrameMembers.invalid("tenant must be a string");
    }
    credentials.authenticate(id, token, (String) tenant);
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

  @Override
  public void authenticated(@Nullable String id, @Nullable Instant until) {
    messages.bound(MAX_MESSAGE);
    JsonWriter frame = FrameMembers.answer("authenticated", id);
    send(until == null ? frame : frame.field("until", until));
  }

  @Override
  public void expiring(Instant until) {
    send(FrameMembers.answer("expiring", null).field("until", until));
  }

  @Override
  public void refused(@Nullable String id, Problem problem) {
    error(id, problem);
  }

  @Override
  public void scopeChanged() {
    subscriptions.judgeAll();
    watches.rescope();
  }

  @Override
  public void verifying(boolean underWay) {
    if (underWay) {
      throttle.taken(live.limits().unanswered());
    } else {
      throttle.answered(live.limits().unanswered());
    }
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
