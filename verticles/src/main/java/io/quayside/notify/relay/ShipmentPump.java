package io.quayside.notify.relay;

import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEntry;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneEvents;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.letter.LaneParking;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.quayside.notify.relay.target.Sent.Outcome;
import io.quayside.notify.relay.target.ShipmentTarget;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sends a shard's events with at most one of a shipment under way, so that nothing of a shipment
 * overtakes an event that is sent again. What the target never takes is parked. Confined to the
 * relays' event loop.
 */
final class ShipmentPump implements Pump {
  private static final int MAX_WAITING = 1_000;
  private static final Duration LATER = Duration.ofMillis(500);

  private final RelaySettings relay;
  private final int shard;
  private final Shared shared;
  private final ShipmentTarget target;
  private final Backlog backlog;
  private final LaneWriter writer;
  private final LaneEvents laneEvents;
  private final LaneParking parking;
  private final RelayPace pace;
  private final RelaySpans spans;
  private final Listener listener;
  private int inFlight;
  private boolean reading;
  private boolean sending;
  private boolean closed;

  /** Nothing is sent before this time. */
  private long notBeforeNanos;

  ShipmentPump(
      RelaySettings relay,
      int shard,
      Shared shared,
      ShipmentTarget target,
      Backlog backlog,
      LaneWriter writer,
      RelayPace pace,
      Listener listener) {
    this.relay = relay;
    this.shard = shard;
    this.shared = shared;
    this.target = target;
    this.backlog = backlog;
    this.writer = writer;
    this.laneEvents = new LaneEvents(shared.history(), backlog);
    this.parking =
        new LaneParking(
            LetterSource.RELAY,
            relay.consumer(),
            backlog,
            () -> writer.isOwner(shard),
            shared.park(),
            shared.scheduler(),
            shared.clock());
    this.pace = pace;
    this.spans = new RelaySpans(shared.traces(), relay.name());
    this.listener = listener;
    this.notBeforeNanos = shared.scheduler().nanoTime();
  }

  @Override
  public Backlog backlog() {
    return backlog;
  }

  @Override
  public double lagSeconds(long end, Instant now) {
    return backlog.lagSeconds(shard, end, now);
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
    long from = backlog.readFrom(shard);
    if (reading || backlog.waiting() >= MAX_WAITING || from >= shared.source().end(shard)) {
      return;
    }
    reading = true;
    shared
        .source()
        .read(shard, from)
        .onComplete(
            chunk -> {
              reading = false;
              if (!closed) {
                backlog.add(shard, chunk, relay::wants);
                read();
                send();
              }
            },
            failure -> reading = false);
  }

  /** Begins what may begin; answers that come at once are taken after the loop. */
  private void send() {
    if (sending || closed || shared.scheduler().nanoTime() - notBeforeNanos < 0) {
      return;
    }
    sending = true;
    int room = target.maxInFlight() - inFlight;
    int granted = room <= 0 ? 0 : pace.take(room);
    int begun = 0;
    while (begun < granted && begin()) {
      begun++;
    }
    pace.giveBack(granted - begun);
    sending = false;
    if (begun > 0) {
      target.flush();
    }
  }

  /** Begins one event; false if there is none. */
  private boolean begin() {
    Lane lane = backlog.takeDue(shared.clock().instant());
    if (lane != null) {
      inFlight++;
      sendNextOf(lane);
      return true;
    }
    FeedEntry entry = backlog.takeReady();
    if (entry == null) {
      return false;
    }
    inFlight++;
    send(entry.event()).onComplete((sent, failure) -> finished(failure, () -> done(entry, sent)));
    return true;
  }

  private Future<Sent> send(FeedEvent event) {
    Outgoing outgoing = shared.forms().outgoing(relay, event);
    return spans.of(event, () -> target.send(outgoing));
  }

  private void finished(@Nullable Throwable failure, Runnable result) {
    inFlight--;
    if (closed) {
      return;
    }
    if (failure != null) {
      Faults.report("sending an event of a relay", failure);
      listener.failed(TargetFault.away("sending failed"));
      return;
    }
    result.run();
    if (!closed) {
      read();
      send();
    }
  }

  private void done(FeedEntry entry, Sent sent) {
    switch (sent) {
      case Sent.Done(Outcome outcome) -> {
        backlog.settle(entry);
        listener.settled(outcome, 1);
      }
      case Sent.Wait(TargetFault fault) -> {
        backlog.putBack(entry, null);
        pause(fault);
      }
      case Sent.Later(String detail) ->
          backlog.fail(entry, failed(entry.event().version(), null, detail));
      case Sent.Refused refused -> {
        Lane lane =
            backlog.failHeld(entry, failed(entry.event().version(), null, refused.detail()));
        park(lane, entry.event(), refused);
      }
    }
  }

  /** Events that were under way together are one failure. */
  private void pause(TargetFault fault) {
    if (shared.scheduler().nanoTime() - notBeforeNanos < 0) {
      return;
    }
    long millis = listener.waiting(fault);
    notBeforeNanos = shared.scheduler().nanoTime() + 1_000_000 * millis;
  }

  private void park(Lane lane, FeedEvent event, Sent.Refused refused) {
    parking.park(lane, event, refused.code().code(), refused.detail(), () -> closed);
    listener.settled(Outcome.PARKED, 1);
  }

  /** The progress of a lane whose event has failed once more. */
  private Progress failed(int version, @Nullable Progress before, String detail) {
    Instant now = shared.clock().instant();
    int attempts = before == null ? 1 : before.attempts() + 1;
    Instant first = before == null ? null : before.firstFailedAt();
    return new Progress(
        version,
        LaneState.RETRYING,
        attempts,
        first == null ? now : first,
        now,
        now.plusMillis(Pauses.millis(attempts)),
        detail,
        null,
        0);
  }

  private void sendNextOf(Lane lane) {
    laneEvents
        .next(lane)
        .onComplete(
            event -> {
              if (closed) {
                inFlight--;
              } else if (event == null) {
                inFlight--;
                backlog.tryEnd(lane);
                writer.end(lane);
              } else {
                sendNextOf(lane, event);
              }
            },
            failure -> {
              inFlight--;
              Faults.report("reading an event of a relay's lane", failure);
              if (!closed) {
                backlog.await(lane, lane.progress().due(shared.clock().instant().plus(LATER)));
              }
            });
  }

  private void sendNextOf(Lane lane, FeedEvent event) {
    if (!relay.wants(event)) {
      inFlight--;
      goOn(lane, event);
      return;
    }
    send(event).onComplete((sent, failure) -> finished(failure, () -> done(lane, event, sent)));
    target.flush();
  }

  private void goOn(Lane lane, FeedEvent event) {
    laneEvents.taken(lane);
    backlog.await(lane, lane.progress().behind(event.version(), shared.clock().instant()));
  }

  private void done(Lane lane, FeedEvent event, Sent sent) {
    Progress before = lane.progress();
    switch (sent) {
      case Sent.Done(Outcome outcome) -> {
        listener.settled(outcome, 1);
        goOn(lane, event);
      }
      case Sent.Wait(TargetFault fault) -> {
        backlog.await(lane, before.due(shared.clock().instant()));
        pause(fault);
      }
      case Sent.Later(String detail) ->
          backlog.await(lane, failed(event.version(), before, detail));
      case Sent.Refused refused -> {
        backlog.hold(lane, failed(event.version(), before, refused.detail()));
        park(lane, event, refused);
      }
    }
  }
}
