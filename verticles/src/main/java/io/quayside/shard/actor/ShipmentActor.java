package io.quayside.shard.actor;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.feed.LogEntry;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.OfShipment;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ShardRequest.TakePosition;
import io.vertx.core.Completable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hot shipment: the state that the log has confirmed, its mailbox and its devices' windows.
 * What comes before the state is loaded waits here. A log that cannot be understood parks the
 * shipment: nothing is skipped, nothing more is decided.
 */
final class ShipmentActor {
  private static final Logger LOG = LoggerFactory.getLogger(ShipmentActor.class);

  private final String id;
  private final Shard shard;
  private final DeviceWindows devices;
  private final CommandMailbox mailbox;
  private final IdempotencyIndex idempotencyIndex = new IdempotencyIndex();

  /** Requests other than commands that wait for the shipment to be loaded. */
  private final List<Runnable> waiting = new ArrayList<>(0);

  /** Log entries that wait for it. */
  private final ArrayDeque<LogEntry<StoredEvent>> backlog = new ArrayDeque<>(0);

  private ShipmentStream stream;

  /** Requests for which the log is being asked; what it says has to reach this actor. */
  private int confirming;

  private boolean loading;

  /** Whether it has been asked something since it was last looked at for eviction. */
  private boolean used;

  private String parked;
  private long lastEventOffset = -1;

  ShipmentActor(String id, Shard shard) {
    this.id = id;
    this.shard = shard;
    this.devices = new DeviceWindows(id, shard);
    this.mailbox = new CommandMailbox(this, shard);
  }

  String id() {
    return id;
  }

  DeviceWindows devices() {
    return devices;
  }

  /** What the log has confirmed; null until it is loaded. */
  ShipmentStream stream() {
    return stream;
  }

  /** Whether its booking is known here. */
  boolean isBooked() {
    return stream != null && stream.version() > 0;
  }

  IdempotencyIndex idempotencyIndex() {
    return idempotencyIndex;
  }

  /** Why the shipment is parked, or null. */
  String parked() {
    return parked;
  }

  /** Tells the answer, once. */
  void ask(OfShipment request, Completable<ShardAnswer> answer) {
    used = true;
    if (request instanceof TakePosition track && isBooked()) {
      devices.take(track, stream, answer);
      return;
    }
    if (mailbox.size() + waiting.size() + confirming >= shard.limits.mailbox()) {
      shard.metrics.overflow("mailbox");
      Shard.refuse(answer, ProblemCode.OVERLOADED, "Too much waits for this shipment");
      return;
    }
    switch (request) {
      case Decide decide -> decide(decide, answer);
      case TakePosition track -> whenLoaded(1, () -> devices.take(track, stream, answer), answer);
      case ReadVersion tell -> whenLoaded(tell.atLeast(), () -> tellVersion(tell, answer), answer);
    }
  }

  private void tellVersion(ReadVersion request, Completable<ShardAnswer> answer) {
    if (!request.positionsProjected() || devices.projected()) {
      answer.succeed(new ShardAnswer.Version(stream.version()));
      return;
    }
    confirming++;
    shard
        .output
        .projected()
        .onComplete(
            projected -> {
              confirming--;
              if (projected.succeeded() && stream != null) {
                answer.succeed(new ShardAnswer.Version(stream.version()));
              } else {
                Shard.refuse(
                    answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "The read models do not answer");
              }
              rested();
            });
  }

  private void decide(Decide request, Completable<ShardAnswer> answer) {
    if (stream == null && !request.keyed() && request.command().opensStream()) {
      // A random id that was made a moment ago: there is nothing to load.
      stream = shard.contexts.empty(id);
      idempotencyIndex.startEmpty();
      devices.nothingProjected();
    }
    mailbox.add(request, answer);
    load();
    mailbox.run();
  }

  private void whenLoaded(int version, Runnable task, Completable<ShardAnswer> answer) {
    if (stream != null) {
      whenConfirmed(version, task, answer);
      return;
    }
    waiting.add(
        () -> {
          if (stream == null) {
            Shard.refuse(
                answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment cannot be loaded");
          } else {
            whenConfirmed(version, task, answer);
          }
        });
    load();
  }

  /** Where the shipment is not known here to have got to a version, the log is asked first. */
  private void whenConfirmed(int version, Runnable task, Completable<ShardAnswer> answer) {
    if (stream.version() >= version) {
      task.run();
      return;
    }
    confirming++;
    rested();
    shard
        .events
        .catchUp()
        .onComplete(
            read -> {
              confirming--;
              if (read.succeeded() && stream != null) {
                task.run();
              } else {
                Shard.refuse(
                    answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "The log does not answer");
              }
              rested();
            });
  }

  private void load() {
    if (stream != null || loading) {
      return;
    }
    loading = true;
    shard.loadStarted();
    shard.store.stream(id)
        .onComplete(
            found -> {
              loading = false;
              shard.loadEnded();
              loaded(found);
            },
            failure -> {
              loading = false;
              shard.loadEnded();
              notLoaded();
            });
  }

  private void loaded(ShipmentStream found) {
    stream = found;
    if (found.version() <= ShipmentStream.RECEIPTS) {
      idempotencyIndex.startEmpty();
    }
    // A booking that is read but not projected may have positions that are.
    if (found.version() == 0 && backlog.isEmpty() && !shard.mayHaveReported(id)) {
      devices.nothingProjected();
    }
    while (!backlog.isEmpty()) {
      LogEntry<StoredEvent> next = backlog.poll();
      shard.resume(next);
      apply(next);
    }
    releaseWaiting();
    mailbox.run();
  }

  private void notLoaded() {
    mailbox.refuseAll("The shipment cannot be loaded");
    releaseWaiting();
    rested();
    if (idle()) {
      shard.cool(this);
    }
  }

  private void releaseWaiting() {
    List<Runnable> released = List.copyOf(waiting);
    waiting.clear();
    released.forEach(Runnable::run);
  }

  void onEvent(LogEntry<StoredEvent> entry) {
    if (stream == null) {
      backlog.add(entry);
      shard.defer(entry);
      load();
      rested();
    } else {
      apply(entry);
    }
  }

  private void apply(LogEntry<StoredEvent> entry) {
    StoredEvent stored = entry.fact();
    if (stored == null) {
      park("the record at offset " + entry.offset() + " cannot be decoded");
    } else if (stored.version() <= stream.version()) {
      shard.metrics.duplicateSkipped();
    } else if (stored.version() > stream.version() + 1) {
      park("version " + stored.version() + " came after version " + stream.version());
    } else if (parked == null) {
      ShipmentStream after;
      try {
        after = shard.contexts.apply(stream, stored);
      } catch (IllegalStateException impossible) {
        park(
            "the record at offset "
                + entry.offset()
                + " cannot follow: "
                + impossible.getMessage());
        return;
      }
      if (stream.receipts().size() == ShipmentStream.RECEIPTS) {
        shard.replication.dropped(stream.receipts().getFirst());
        idempotencyIndex.dropped(stream.receipts().getFirst());
      }
      stream = after;
      lastEventOffset = entry.offset();
      shard.output.event(entry, stream, shard.settled());
      mailbox.settle(stored);
    }
  }

  private void park(String why) {
    LOG.error("shipment parked: shipmentId={} cause={}", id, why);
    if (parked == null) {
      shard.metrics.parked();
      parked = why;
    }
    mailbox.judgeAgain();
  }

  /**
   * Tells the shard whether the actor waits for anything; a shipment never booked takes no room.
   */
  void rested() {
    shard.busy(this, !mailbox.idle() || !backlog.isEmpty() || confirming > 0);
    if (stream != null && stream.version() == 0 && idle()) {
      shard.cool(this);
    }
  }

  void tick() {
    if (!backlog.isEmpty()) {
      load();
    }
    mailbox.tick(shard.clock.millis());
  }

  /** The shard is given up: nobody may wait any longer. */
  void close() {
    mailbox.refuseAll("The shard is moving");
    backlog.clear();
    stream = null;
    releaseWaiting();
  }

  /** Whether it has been used, and shall get a second chance. */
  boolean usedSinceLooked() {
    boolean was = used;
    used = false;
    return was;
  }

  boolean evictable() {
    return stream != null
        && parked == null
        && idle()
        && lastEventOffset < shard.output.eventsProjected()
        && devices.evictable();
  }

  private boolean idle() {
    return mailbox.idle() && waiting.isEmpty() && backlog.isEmpty() && confirming == 0;
  }
}
