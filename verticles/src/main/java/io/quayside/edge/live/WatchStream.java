package io.quayside.edge.live;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.Watch;
import io.quayside.push.fleet.WatchHost;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;

/**
 * A watch as Server-Sent Events. Only what has a cursor has an id, so that a reader that comes
 * again repeats what came since the last cursor.
 */
public final class WatchStream implements WatchHost, SseConnection.Stream {
  private final SseConnection connection;
  private final Watch watch;
  private final String cursorSource;
  private final Consumer<SseConnection> onEnd;

  private WatchStream(
      Vertx vertx, Call call, WatchRequest request, LiveContext live, Consumer<SseConnection> end) {
    this.onEnd = end;
    this.cursorSource =
        WatchRequest.lastEventId(call) == null ? "after" : SseConnection.LAST_EVENT_ID;
    this.connection = new SseConnection(vertx, call, live, this);
    this.watch =
        new Watch(
            live.fleet(),
            live.access().scheduler(),
            request.scope(call.principal()),
            request.after(),
            request.positions(),
            this);
  }

  /** Answers a request with a stream or, like every route, with a problem. */
  public static SseConnection open(
      Vertx vertx, Call call, LiveContext live, Consumer<SseConnection> onEnd) {
    WatchRequest request = WatchRequest.of(call);
    if (!live.fleet().take()) {
      live.metrics().overflow("watches");
      throw new Problem(ProblemCode.OVERLOADED, "The node has too many watches").toException();
    }
    WatchStream stream = new WatchStream(vertx, call, request, live, onEnd);
    stream.connection.hold(call);
    stream.watch.start();
    return stream.connection;
  }

  /** Answers with the head of a stream, and nothing more. */
  public static void head(Call call) {
    WatchRequest.of(call);
    SseConnection.setHead(call.response());
    call.response().end();
  }

  private void send(String text) {
    connection.sendQueue().send(text);
  }

  @Override
  public void ended() {
    watch.end();
    onEnd.accept(connection);
  }

  @Override
  public boolean isPatient() {
    return watch.isCatchingUp();
  }

  @Override
  public void watching(boolean recovered, String cursor) {
    connection.begin();
    JsonWriter data =
        new JsonWriter(256).beginObject().field("recovered", recovered).field("cursor", cursor);
    send("event: watching\nid: " + cursor + "\ndata: " + text(data));
  }

  @Override
  public void event(SharedFrame event) {
    send("event: event\ndata: " + event.json() + "\n\n");
  }

  @Override
  public void left(String shipmentId, int version) {
    JsonWriter data =
        new JsonWriter(64).beginObject().field("shipmentId", shipmentId).field("version", version);
    send("event: left\ndata: " + text(data));
  }

  @Override
  public void position(SharedFrame position) {
    send("event: position\ndata: {" + position.watchTail() + "\n\n");
  }

  @Override
  public void cursor(String cursor, long behind) {
    JsonWriter data =
        new JsonWriter(256).beginObject().field("cursor", cursor).field("behind", behind);
    send("event: cursor\nid: " + cursor + "\ndata: " + text(data));
  }

  private static String text(JsonWriter data) {
    return FrameMembers.text(data.endObject()) + "\n\n";
  }

  @Override
  public boolean congested() {
    return connection.sendQueue().congested() || connection.sendQueue().waiting() > 0;
  }

  @Override
  public Future<Void> room() {
    return connection.sendQueue().room();
  }

  @Override
  public void refusedCursor() {
    connection.refuse(
        Preconditions.refusal(List.of(Offence.in(cursorSource, "must be a cursor of this log")))
            .problem());
  }

  @Override
  public void refused(Problem problem) {
    connection.refuse(problem);
  }

  @Override
  public void lostTrack() {
    connection.close(CloseCode.LOST_TRACK);
  }
}
