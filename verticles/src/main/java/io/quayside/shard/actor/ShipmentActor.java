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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shipment in memory: the stream that the log has confirmed, its mailbox and its devices'
 * windows. Requests and events wait until the stream is loaded. A shipment whose log cannot be
 * understood is parked: no record is skipped, and no command is decided any more.
 */
final class ShipmentActor {
  private static final Logger LOG = LoggerFactory.getLogger(ShipmentActor.class);
  private static final String MOVING = "The shard is moving";

  private final String id;
  private final Shard shard;
  private final DeviceWindows devices;
  private final CommandMailbox mailbox;
  private final StreamRequests requests;
  private final IdempotencyIndex idempotencyIndex = new IdempotencyIndex();

  /** Events that wait for the stream. */
  private final ArrayDeque<LogEntry<StoredEvent>> backlog = new ArrayDeque<>(0);

  private final ConfirmedStream stream = new ConfirmedStream();

  private boolean draining;

  /** Whether it had a request since it was last considered for eviction. */
  private boolean used;

  private long lastEventOffset = -1;

  ShipmentActor(String id, Shard shard) {
    this.id = id;
    this.shard = shard;
    this.devices = new DeviceWindows(id, shard);
    this.mailbox = new CommandMailbox(this, shard);
    this.requests = new StreamRequests(this, shard);
  }

  String id() {
    return id;
  }

  DeviceWindows devices() {
    return devices;
  }

  /** What the log has confirmed; null while it is not loaded. */
  @Nullable ShipmentStream stream() {
    return stream.get();
  }

  /** What the log has confirmed; fails while it is not loaded. */
  ShipmentStream loadedStream() {
    return stream.loaded();
  }

  /** Whether its booking is known here. */
  boolean isBooked() {
    return stream.isBooked();
  }

  IdempotencyIndex idempotencyIndex() {
    return idempotencyIndex;
  }

  /** Why the shipment is parked; null if it is not. */
  @Nullable String parkReason() {
    return stream.parkReason();
  }

  /** Completes with the answer, once. */
  void ask(OfShipment request, Completable<ShardAnswer> answer) {
    used = true;
    if (request instanceof TakePosition track && requests.takeAtOnce(track, answer)) {
      return;
    }
    if (stream.isClosed()) {
      Shard.refuse(answer, ProblemCode.TEMPORARILY_UNAVAILABLE, MOVING);
      return;
    }
    if (mailbox.size() + requests.size() >= shard.limits.mailbox()) {
      shard.metrics.overflow("mailbox");
      Shard.refuse(answer, ProblemCode.OVERLOADED, "Too much waits for this shipment");
      return;
    }
    switch (request) {
      case Decide decide -> decide(decide, answer);
      case TakePosition track -> requests.take(track, answer);
      case ReadVersion tell -> requests.tellVersion(tell, answer);
    }
  }

  private void decide(Decide request, Completable<ShardAnswer> answer) {
    // The id of a booking without a key is new and random: there is nothing to load.
    boolean isNew = isIdle() && !request.keyed() && request.command().opensStream();
    if (isNew && stream.start(shard.contexts.empty(id))) {
      idempotencyIndex.startEmpty();
      devices.nothingProjected();
    }
    mailbox.add(request, answer);
    load();
    mailbox.run();
  }

  /** Begins to load the stream, unless it is loaded, being loaded or closed. */
  void load() {
    if (!stream.startLoad()) {
      return;
    }
    shard.loads.started();
    shard.store.stream(id)
        .onComplete(
            found -> {
              boolean isOpen = stream.endLoad(found);
              shard.loads.ended(this);
              if (isOpen) {
                loaded(found);
              }
            },
            failure -> {
              boolean isOpen = stream.endLoad(null);
              shard.loads.ended(this);
              if (isOpen) {
                notLoaded();
              }
            });
  }

  private void loaded(ShipmentStream found) {
    if (found.version() <= ShipmentStream.RECEIPTS) {
      idempotencyIndex.startEmpty();
    }
    // The positions of a booking that is not projected yet may be projected.
    if (found.version() == 0 && backlog.isEmpty() && !shard.mayHavePositions(id)) {
      devices.nothingProjected();
    }
    String parkedFor = shard.parked.reason(id);
    if (parkedFor != null) {
      stream.park(parkedFor);
    }
    if (!backlog.isEmpty()) {
      drainBacklog();
      shard.process.changed(this);
    }
    requests.release();
    mailbox.run();
  }

  /** The process sees the state behind all of it alone: each step before has been taken. */
  private void drainBacklog() {
    draining = true;
    while (!backlog.isEmpty()) {
      LogEntry<StoredEvent> next = backlog.poll();
      shard.loads.resume(next.offset());
      apply(next);
    }
    draining = false;
  }

  private void notLoaded() {
    mailbox.refuseAll("The shipment cannot be loaded");
    requests.release();
    workChanged();
    if (isIdle()) {
      shard.remove(this);
    }
  }

  /** A record of the event log. */
  void onEvent(LogEntry<StoredEvent> entry) {
    if (!stream.isLoaded()) {
      backlog.add(entry);
      shard.loads.defer(entry.offset());
      shard.loads.loadForEvents(this);
      workChanged();
    } else {
      apply(entry);
    }
  }

  private void apply(LogEntry<StoredEvent> entry) {
    StoredEvent stored = entry.fact();
    if (stream.parkReason() != null) {
      return;
    }
    if (stored == null) {
      park(
          entry,
          UnreadableRecord.UNDECODABLE,
          "the record at offset " + entry.offset() + " cannot be decoded");
    } else if (stored.version() <= stream.loaded().version()) {
      shard.metrics.duplicateSkipped();
    } else if (stored.version() > stream.loaded().version() + 1) {
      park(
          entry,
          UnreadableRecord.VERSION_GAP,
          "version " + stored.version() + " came after version " + stream.loaded().version());
    } else {
      follow(entry, stored);
    }
  }

  /** Applies the next event of the stream. */
  private void follow(LogEntry<StoredEvent> entry, StoredEvent stored) {
    ShipmentStream before = stream.loaded();
    ShipmentStream after;
    try {
      after = shard.contexts.apply(before, stored);
    } catch (IllegalStateException impossible) {
      park(
          entry,
          UnreadableRecord.UNDECODABLE,
          "the record at offset " + entry.offset() + " cannot follow: " + impossible.getMessage());
      return;
    }
    if (before.receipts().size() == ShipmentStream.RECEIPTS) {
      shard.replication.dropped(before.receipts().getFirst());
      idempotencyIndex.dropped(before.receipts().getFirst());
    }
    stream.advance(after);
    lastEventOffset = entry.offset();
    shard.output.event(entry, after, shard.settled());
    mailbox.confirmed(stored);
    if (!draining) {
      shard.process.changed(this);
    }
  }

  private void park(LogEntry<StoredEvent> entry, String code, String reason) {
    StoredEvent stored = entry.fact();
    String tenant = stream.loaded().tenant();
    shard.parked.park(
        entry,
        new UnreadableRecord(
            code, reason, tenant, stored == null ? null : stored.version(), entry));
    parkFor(reason);
  }

  /** The shipment is parked: no command is decided until it is released. */
  void parkFor(String reason) {
    if (stream.isLoaded() && stream.park(reason)) {
      LOG.error("shipment parked: shipmentId={} cause={}", id, reason);
      shard.metrics.parked();
      mailbox.parked();
    }
  }

  boolean isLoading() {
    return stream.isLoading();
  }

  /** The log was read on behind what has parked it: goes on with the state after it. */
  void release(ShipmentStream after) {
    stream.release(after);
    idempotencyIndex.forget();
    if (after.version() <= ShipmentStream.RECEIPTS) {
      idempotencyIndex.startEmpty();
    }
    if (stream.isLoaded()) {
      requests.release();
      mailbox.run();
      shard.process.changed(this);
    }
  }

  /**
   * Tells the shard whether anything waits here. Leaves memory if nothing does and the shipment was
   * never booked.
   */
  void workChanged() {
    shard.setWaiting(this, !mailbox.isIdle() || !backlog.isEmpty() || requests.areConfirming());
    if (stream.isLoaded() && !stream.isBooked() && isIdle()) {
      shard.remove(this);
    }
  }

  void tick() {
    if (!backlog.isEmpty()) {
      shard.loads.loadForEvents(this);
    }
    mailbox.tick(shard.clock.millis());
  }

  /** The shard is given up: answers every request that waits. */
  void close() {
    stream.close();
    mailbox.refuseAll(MOVING);
    backlog.clear();
    requests.release();
  }

  /** Whether it had a request since the last call. */
  boolean wasUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  /** Whether it can be loaded again without a loss. */
  boolean isEvictable() {
    return stream.isLoaded()
        && (stream.parkReason() == null || shard.parked.row(id) != null)
        && isIdle()
        && lastEventOffset < shard.output.eventsProjected()
        && devices.isEvictable();
  }

  private boolean isIdle() {
    return mailbox.isIdle() && requests.size() == 0 && backlog.isEmpty();
  }
}
