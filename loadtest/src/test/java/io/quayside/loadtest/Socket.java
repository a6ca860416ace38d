package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.http.action.ws.WsInboundMessage;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpDsl;
import io.gatling.javaapi.http.Ws;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The one WebSocket of a client: who it is sent to may change, and it may have to be made anew. */
final class Socket {
  /** Gatling keeps the socket in the session by this name. */
  private static final String NAME = "socket";

  private static final String CONNECTED = "connected";

  /** Nothing done over it has failed so far. */
  private static final String SOUND = "sound";

  private Socket() {}

  /** Something done over the socket; its report has that name. */
  static Ws ws(String name) {
    return HttpDsl.ws(name, NAME);
  }

  static ChainBuilder connect(Function<Session, String> node) {
    // What Gatling keeps of an attempt that failed would be in the way of the next.
    return exec(session -> session.removeAll(NAME, CONNECTED))
        .exec(
            ws("connect")
                .connect(session -> node.apply(session) + "/v1/ws")
                .subprotocol("quayside.v1"))
        .exec(session -> session.set(CONNECTED, true));
  }

  static ActionBuilder processUnread(BiFunction<List<WsInboundMessage>, Session, Session> process) {
    return HttpDsl.ws.processUnmatchedMessages(NAME, process);
  }

  static ChainBuilder close() {
    return doIf(session -> session.contains(CONNECTED))
        .then(exec(session -> session.remove(CONNECTED)).exec(ws("close").close()));
  }

  /**
   * Does {@code work}, over a new socket that {@code open} makes if there is none yet, or if what
   * was last done over it failed.
   */
  static ChainBuilder over(ChainBuilder open, ChainBuilder work) {
    return doIf(session -> !session.contains(SOUND))
        .then(exec(close()).exec(open))
        .exec(session -> session.remove(SOUND))
        .exec(work)
        .exec(session -> session.set(SOUND, true));
  }
}
