package io.quayside.notify.relay;

import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.LaneEvents;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent.Outcome;
import io.quayside.notify.relay.target.StreamTarget;
import io.quayside.notify.relay.target.StreamTarget.LogView;
import io.quayside.notify.relay.target.TargetException;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends a shard's events in the order of the log, in batches that the target takes whole or not at
 * all. After a fault the target is opened anew, which looks where to go on. The backlog has the
 * cursor and the lanes of shipments that were parked for all consumers. Confined to the relays'
 * event loop.
 */
final class StreamPump implements Pump {
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_BATCH = 500;
  private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;
  private static final Duration LATER = Duration.ofMillis(500);

  private final RelaySettings relay;
  private final int shard;
  private final Shared shared;
  private final StreamTarget target;
  private final LogView log;
  private final Backlog backlog;
  private final LaneWriter writer;
  private final LaneEvents laneEvents;
  private final RelayPace pace;
  private final RelaySpans spans;
  private final Listener listener;

  /** Events that wait, in the order of their offsets. */
  private final ArrayDeque<FeedEvent> queue = new ArrayDeque<>();

  private long readTo;
  private boolean reading;
  private boolean busy;
  private boolean closed;

  StreamPump(
      RelaySettings relay,
      int shard,
      Shared shared,
      StreamTarget target,
      LogView log,
      Backlog backlog,
      LaneWriter writer,
      RelayPace pace,
      Listener listener) {
    this.relay = relay;
    this.shard = shard;
    this.shared = shared;
    this.target = target;
    this.log = log;
    this.backlog = backlog;
    this.writer = writer;
    this.laneEvents = new LaneEvents(shared.history(), backlog);
    this.pace = pace;
    this.spans = new RelaySpans(shared.traces(), relay.name());
    this.listener = listener;
    this.readTo = backlog.readFrom(shard);
  }

  @Override
  public Backlog backlog() {
    return backlog;
  }

  @Override
  public double lagSeconds(long end, Instant now) {
    FeedEvent first = queue.peek();
    return first == null
        ? backlog.lagSeconds(shard, end, now)
        : Math.max(0, Duration.between(first.stored().recordedAt(), now).toMillis() / 1e3);
  }

  @Override
  public void tick() {
    if (!closed) {
      read();
      send();
      writer.tick();
    }
  }

  @Override
  public Future<Void> close() {
    closed = true;
    Future<Void> flushed = writer.flush();
    writer.close();
    return flushed;
  }

  private void read() {
    if (reading || queue.size() >= MAX_WAITING || readTo >= shared.source().end(shard)) {
      return;
    }
    reading = true;
    shared
        .source()
        .read(shard, readTo)
        .onComplete(
            chunk -> {
              reading = false;
              if (!closed) {
                take(chunk);
                read();
                send();
              }
            },
            failure -> reading = false);
  }

  private void take(Chunk chunk) {
    for (FeedEvent event : chunk.events()) {
      if (event.offset() >= readTo && relay.wants(event)) {
        queue.add(event);
      }
    }
    readTo = Math.max(readTo, chunk.next());
  }

  private void send() {
    if (busy || closed) {
      return;
    }
    if (backlog.lanes().anyMatch(Lane::isEnding)) {
      // Whether the lane has what was passed over is found out up to the cursor as it is.
      return;
    }
    Lane lane = backlog.takeDue(shared.clock().instant());
    if (lane != null) {
      busy = true;
      sendNextOf(lane);
      return;
    }
    int granted = pace.take(Math.min(MAX_BATCH, queue.size()));
    List<Outgoing> batch = batch(granted);
    pace.giveBack(granted - batch.size());
    if (batch.isEmpty()) {
      advance();
      return;
    }
    busy = true;
    spans
        .of(batch, () -> target.append(batch))
        .onComplete(repeated -> appended(batch, repeated), failure -> appendFailed(failure));
  }

  /** The next events that are sent; passes over those of shipments with a lane. */
  private List<Outgoing> batch(int max) {
    List<Outgoing> batch = new ArrayList<>(max);
    long bytes = 0;
    for (FeedEvent event : queue) {
      if (batch.size() == max || bytes >= MAX_BATCH_BYTES) {
        break;
      }
      if (!backlog.hasLane(event.shipmentId())) {
        Outgoing outgoing = shared.forms().outgoing(relay, event);
        batch.add(outgoing);
        bytes += outgoing.body().length;
      }
    }
    if (batch.isEmpty() && max > 0) {
      queue.clear();
    }
    return batch;
  }

  /** The cursor moves to the first event that waits. */
  private void advance() {
    FeedEvent first = queue.peek();
    long next = first == null ? readTo : first.offset();
    if (next > backlog.readFrom(shard)) {
      backlog.add(shard, new Chunk(List.of(), next), event -> false);
    }
  }

  private void appendFailed(Throwable failure) {
    busy = false;
    if (!closed) {
      listener.failed(TargetException.faultOf(failure));
    }
  }

  private void appended(List<Outgoing> batch, int repeated) {
    busy = false;
    if (closed) {
      return;
    }
    long last = batch.getLast().event().offset();
    dropTo(last + 1);
    listener.settled(Outcome.SENT, batch.size() - repeated);
    if (repeated > 0) {
      listener.settled(Outcome.REPEATED, repeated);
      lookAgain();
      return;
    }
    advance();
    read();
    send();
  }

  private void dropTo(long offset) {
    while (!queue.isEmpty() && queue.element().offset() < offset) {
      queue.remove();
    }
  }

  /** Entries were refused because the stream is further: another owner has written. */
  private void lookAgain() {
    long cursor = backlog.readFrom(shard);
    busy = true;
    target
        .place(cursor, log)
        .onComplete(
            next -> {
              busy = false;
              if (closed) {
                return;
              }
              if (next < cursor) {
                listener.failed(TargetFault.away("the stream was cut"));
                return;
              }
              dropTo(next);
              readTo = Math.max(readTo, next);
              advance();
              read();
              send();
            },
            failure -> {
              busy = false;
              if (!closed) {
                listener.failed(TargetException.faultOf(failure));
              }
            });
  }

  private void sendNextOf(Lane lane) {
    laneEvents
        .next(lane)
        .compose(
            event -> {
              if (event == null) {
                return Future.succeededFuture();
              }
              if (!relay.wants(event)) {
                return Future.succeededFuture(event);
              }
              Outgoing late = shared.forms().outgoing(relay, event);
              return spans
                  .of(List.of(late), () -> target.appendLate(late))
                  .onSuccess(there -> listener.settled(there ? Outcome.REPEATED : Outcome.SENT, 1))
                  .map(event);
            })
        .onComplete(
            event -> {
              busy = false;
              if (closed) {
                return;
              }
              if (event == null) {
                backlog.tryEnd(lane);
                writer.end(lane);
              } else {
                laneEvents.taken(lane);
                Instant now = shared.clock().instant();
                backlog.await(lane, lane.progress().behind(event.version(), now));
                send();
              }
            },
            failure -> {
              busy = false;
              if (closed) {
                return;
              }
              backlog.await(lane, lane.progress().due(shared.clock().instant().plus(LATER)));
              if (failure instanceof TargetException) {
                listener.failed(TargetException.faultOf(failure));
              } else {
                Faults.report("sending an event of a relay's lane", failure);
              }
            });
  }
}
