package io.quayside.edge.live;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.Watch;
import io.quayside.push.fleet.WatchHost;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The watches of one WebSocket, by their ids. Confined to its event loop. */
final class SessionWatches {
  static final int MAX = 4;

  private final LiveContext live;
  private final SendQueue sendQueue;
  private final SessionCredentials credentials;
  private final Map<String, Entry> watches = new HashMap<>(2);

  private record Entry(Watch watch, WatchRequest request) {}

  SessionWatches(LiveContext live, SendQueue sendQueue, SessionCredentials credentials) {
    this.live = live;
    this.sendQueue = sendQueue;
    this.credentials = credentials;
  }

  /** Takes a {@code watch} or {@code unwatch} frame; false for any other. */
  boolean take(FrameOp op, @Nullable String id, Map<String, Object> frame) {
    if (op == FrameOp.WATCH) {
      watch(id, frame);
    } else if (op == FrameOp.UNWATCH) {
      unwatch(id, frame);
    }
    return op == FrameOp.WATCH || op == FrameOp.UNWATCH;
  }

  /** Begins a watch; one with the id of a live watch replaces it. */
  private void watch(@Nullable String given, Map<String, Object> frame) {
    WatchRequest request = WatchRequest.of(given, frame);
    String id = String.valueOf(given);
    drop(id);
    if (watches.size() >= MAX) {
      live.metrics().overflow("watches");
      throw new Problem(ProblemCode.OVERLOADED, "This connection has " + MAX + " watches")
          .toException();
    }
    if (!live.fleet().take()) {
      live.metrics().overflow("watches");
      throw new Problem(ProblemCode.OVERLOADED, "The node has too many watches").toException();
    }
    Watch watch =
        new Watch(
            live.fleet(),
            live.access().scheduler(),
            request.scope(credentials.principal()),
            request.after(),
            request.positions(),
            new FrameHost(id));
    watches.put(id, new Entry(watch, request));
    watch.start();
  }

  private void unwatch(@Nullable String id, Map<String, Object> frame) {
    WatchRequest.requireId(id);
    FrameMembers.members(frame, id, Set.of("op", "id"));
    drop(String.valueOf(id));
    send(FrameMembers.answer("unwatched", id));
  }

  /** Judges by the principal's new scope from now on. */
  void rescope() {
    watches
        .values()
        .forEach(entry -> entry.watch.rescope(entry.request.scope(credentials.principal())));
  }

  /** Whether one of them goes at the pace of its reader. */
  boolean isCatchingUp() {
    return watches.values().stream().anyMatch(entry -> entry.watch.isCatchingUp());
  }

  /** Ends all without a word. */
  void dropAll() {
    List.copyOf(watches.keySet()).forEach(this::drop);
  }

  private void drop(String id) {
    Entry entry = watches.remove(id);
    if (entry != null) {
      entry.watch.end();
    }
  }

  private void send(JsonWriter frame) {
    sendQueue.send(FrameMembers.text(frame.endObject()));
  }

  /** Says what a watch has to say in frames with its id. */
  private final class FrameHost implements WatchHost {
    private final String id;
    private final String eventStart;
    private final String positionStart;

    FrameHost(String id) {
      this.id = id;
      this.eventStart = start("event");
      this.positionStart = start("position");
    }

    private String start(String op) {
      byte[] frame = new JsonWriter(64).beginObject().field("op", op).field("watch", id).toBytes();
      return new String(frame, StandardCharsets.UTF_8) + ',';
    }

    @Override
    public void watching(boolean recovered, String cursor) {
      send(
          FrameMembers.answer("watching", id)
              .field("recovered", recovered)
              .field("cursor", cursor));
    }

    @Override
    public void event(SharedFrame event) {
      sendQueue.send(eventStart + event.watchTail());
    }

    @Override
    public void left(String shipmentId, int version) {
      send(
          new JsonWriter(128)
              .beginObject()
              .field("op", "left")
              .field("watch", id)
              .field("shipmentId", shipmentId)
              .field("version", version));
    }

    @Override
    public void position(SharedFrame position) {
      sendQueue.send(positionStart + position.watchTail());
    }

    @Override
    public void cursor(String cursor, long behind) {
      send(
          new JsonWriter(256)
              .beginObject()
              .field("op", "cursor")
              .field("watch", id)
              .field("cursor", cursor)
              .field("behind", behind));
    }

    @Override
    public boolean congested() {
      return sendQueue.congested() || sendQueue.waiting() > 0;
    }

    @Override
    public Future<Void> room() {
      return sendQueue.room();
    }

    @Override
    public void refusedCursor() {
      refused(new Problem(ProblemCode.VALIDATION_FAILED, "after is no cursor of this log"));
    }

    @Override
    public void refused(Problem problem) {
      drop(id);
      send(FrameMembers.error(id, problem));
    }

    @Override
    public void lostTrack() {
      sendQueue.close(CloseCode.LOST_TRACK);
    }
  }
}
