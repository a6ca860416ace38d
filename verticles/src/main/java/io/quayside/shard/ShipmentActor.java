package io.quayside.shard;

import io.quayside.log.CommandId;
import io.quayside.log.EventCodec;
import io.quayside.log.EventTypes;
import io.quayside.log.LogEntry;
import io.quayside.log.Receipt;
import io.quayside.log.ShipmentStream;
import io.quayside.log.StoredEvent;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.TellVersion;
import io.quayside.shard.ShardRequest.Track;
import io.quayside.shipment.Decision;
import io.quayside.shipment.ShipmentEvent;
import io.quayside.shipment.Shipments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hot shipment: the state that the log has confirmed, at most one undecided command, and the
 * mailbox of those that wait. An event counts when it comes back from the log as the first of its
 * version; if another writer's came first, the command is decided again on the new state.
 */
final class ShipmentActor {
  private static final Logger LOG = LoggerFactory.getLogger(ShipmentActor.class);

  private final String id;
  private final Shard shard;
  private final DeviceWindows devices;
  private final ArrayDeque<PendingCommand> mailbox = new ArrayDeque<>();

  /** What waits for the shipment to be loaded: requests other than commands, and log entries. */
  private final List<Runnable> waiting = new ArrayList<>();

  private final ArrayDeque<LogEntry<StoredEvent>> backlog = new ArrayDeque<>();

  private ShipmentStream stream;
  private PendingCommand undecided;
  private boolean loading;
  private String parked;
  private long lastEventOffset = -1;

  ShipmentActor(String id, Shard shard) {
    this.id = id;
    this.shard = shard;
    this.devices = new DeviceWindows(id, shard);
  }

  String id() {
    return id;
  }

  DeviceWindows devices() {
    return devices;
  }

  Future<ShardAnswer> ask(ShardRequest request) {
    if (mailbox.size() + waiting.size() >= shard.limits.mailbox()) {
      shard.metrics.overflow("mailbox");
      return Shard.refused(ProblemCode.OVERLOADED, "Too much waits for this shipment");
    }
    return switch (request) {
      case Decide decide -> enqueue(decide);
      case Track track -> whenLoaded(() -> devices.take(track, stream));
      case TellVersion tell ->
          whenLoaded(
              () -> {
                coolIfUnknown();
                return Future.succeededFuture(new ShardAnswer.Version(stream.version()));
              });
    };
  }

  private Future<ShardAnswer> enqueue(Decide request) {
    if (request.keyed() && inFlight(CommandId.keyPart(request.commandId()))) {
      return Shard.refused(
          ProblemCode.COMMAND_IN_FLIGHT, "A command with this Idempotency-Key is still undecided");
    }
    PendingCommand pending =
        new PendingCommand(request, shard.clock.millis() + shard.limits.deadlineMillis());
    mailbox.add(pending);
    shard.metrics.mailboxDepth.increment();
    if (stream == null && !request.keyed() && PendingCommand.books(request)) {
      // A random id that was made a moment ago: there is nothing to load.
      stream = ShipmentStream.empty(id);
      devices.nothingProjected();
    }
    load();
    run();
    return pending.answer();
  }

  private boolean inFlight(String keyPart) {
    return (undecided != null && undecided.hasKey(keyPart))
        || mailbox.stream().anyMatch(p -> p.hasKey(keyPart));
  }

  /** Decides what waits, until a command is undecided or none is left. */
  private void run() {
    while (stream != null && undecided == null && !mailbox.isEmpty()) {
      PendingCommand next = mailbox.poll();
      shard.metrics.mailboxDepth.decrement();
      judge(next);
    }
    shard.busy(this, undecided != null || !mailbox.isEmpty() || !backlog.isEmpty());
    coolIfUnknown();
  }

  private void judge(PendingCommand pending) {
    Decide request = pending.request();
    if (parked != null) {
      pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment is parked: " + parked);
      return;
    }
    if (pending.overdue(shard.clock.millis())) {
      pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
      return;
    }
    String keyPart = CommandId.keyPart(request.commandId());
    Receipt known = pending.recalled() != null ? pending.recalled() : stream.receiptOf(keyPart);
    if (known != null) {
      replay(pending, known);
    } else if (request.keyed()
        && stream.version() > ShipmentStream.RECEIPTS
        && !pending.historyAsked()) {
      recall(pending, keyPart);
    } else if (request.ifMatch() != null && request.ifMatch() != stream.version()) {
      pending.refuse(
          ProblemCode.VERSION_MISMATCH,
          "The shipment's version is " + stream.version() + ", not " + request.ifMatch());
    } else {
      decide(pending);
    }
  }

  private void replay(PendingCommand pending, Receipt known) {
    if (known.commandId().equals(pending.request().commandId())) {
      // An attempt of this very request may have been confirmed by a reading of the log.
      pending.answer(new Accepted(id, known, pending.attempts() == 0));
    } else {
      pending.refuse(
          ProblemCode.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another payload");
    }
  }

  /** Asks the history for a receipt that is older than those which the stream holds. */
  private void recall(PendingCommand pending, String keyPart) {
    undecided = pending;
    int turn = pending.nextTurn();
    shard
        .outlet
        .projected()
        .compose(v -> shard.memory.receipt(id, keyPart))
        .onComplete(
            receipt -> {
              if (undecided == pending && pending.turn() == turn) {
                pending.recalled(receipt);
                again(pending);
              }
            },
            failure -> {
              if (undecided == pending && pending.turn() == turn) {
                undecided = null;
                pending.refuse(
                    ProblemCode.TEMPORARILY_UNAVAILABLE, "The history does not answer");
                run();
              }
            });
  }

  private void decide(PendingCommand pending) {
    Instant now = shard.clock.instant().truncatedTo(ChronoUnit.MILLIS);
    switch (Shipments.decide(stream.shipment(), pending.request().command(), now)) {
      case Decision.Rejected rejected ->
          pending.refuse(
              switch (rejected.rejection()) {
                case SHIPMENT_NOT_FOUND -> ProblemCode.SHIPMENT_NOT_FOUND;
                case ILLEGAL_TRANSITION -> ProblemCode.ILLEGAL_TRANSITION;
              },
              rejected.detail());
      case Decision.Accepted accepted -> append(pending, accepted.event());
    }
  }

  private void append(PendingCommand pending, ShipmentEvent event) {
    undecided = pending;
    pending.attempted();
    int turn = pending.nextTurn();
    long start = System.nanoTime();
    StoredEvent stored =
        new StoredEvent(
            id,
            stream.version() + 1,
            EventTypes.typeOf(event),
            pending.request().commandId(),
            event);
    shard
        .events
        .append(id, EventCodec.encode(stored), pending.request().traceparent(), stored)
        .onComplete(
            offset -> shard.metrics.readBack(start), failure -> outcomeUnknown(pending, turn));
  }

  /** Reads what the log has; if the event is not there, the command is decided again. */
  private void outcomeUnknown(PendingCommand pending, int turn) {
    if (undecided != pending || pending.turn() != turn) {
      return;
    }
    shard
        .events
        .catchUp()
        .onComplete(
            done -> {
              // Unless it came back, or another event did and it has been decided again.
              if (undecided == pending && pending.turn() == turn) {
                again(pending);
              }
            });
  }

  private void again(PendingCommand pending) {
    undecided = null;
    mailbox.addFirst(pending);
    shard.metrics.mailboxDepth.increment();
    run();
  }

  void onEvent(LogEntry<StoredEvent> entry) {
    if (stream == null) {
      backlog.add(entry);
      load();
      run();
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
      stream = stream.apply(stored);
      lastEventOffset = entry.offset();
      shard.outlet.event(entry, stream);
      settle(stored);
    }
  }

  private void settle(StoredEvent stored) {
    PendingCommand pending = undecided;
    if (pending == null) {
      return;
    }
    if (stored.commandId().equals(pending.request().commandId())) {
      undecided = null;
      pending.answer(new Accepted(id, Receipt.of(stored), pending.attempts() == 0));
      run();
    } else {
      again(pending);
    }
  }

  private void park(String why) {
    LOG.error("shipment parked: shipmentId={} cause={}", id, why);
    shard.metrics.parked();
    parked = why;
    if (undecided != null) {
      again(undecided);
    }
  }

  private <T extends ShardAnswer> Future<ShardAnswer> whenLoaded(
      java.util.function.Supplier<Future<T>> task) {
    if (stream != null) {
      return task.get().map(a -> a);
    }
    Promise<ShardAnswer> answer = Promise.promise();
    waiting.add(
        () -> {
          if (stream == null) {
            answer.complete(
                new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment cannot be loaded"));
          } else {
            task.get().<ShardAnswer>map(a -> a).onComplete(answer);
          }
        });
    load();
    return answer.future();
  }

  private void load() {
    if (stream != null || loading) {
      return;
    }
    loading = true;
    shard.loadStarted();
    shard
        .memory
        .stream(id)
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
    if (found.version() == 0) {
      devices.nothingProjected();
    }
    while (!backlog.isEmpty()) {
      apply(backlog.poll());
    }
    run();
    releaseWaiting();
    coolIfUnknown();
  }

  private void notLoaded() {
    for (PendingCommand pending : drainMailbox()) {
      pending.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment cannot be loaded");
    }
    releaseWaiting();
    run();
    if (idle()) {
      shard.cool(this);
    }
  }

  private void releaseWaiting() {
    List<Runnable> released = List.copyOf(waiting);
    waiting.clear();
    released.forEach(Runnable::run);
  }

  private List<PendingCommand> drainMailbox() {
    List<PendingCommand> drained = List.copyOf(mailbox);
    mailbox.clear();
    shard.metrics.mailboxDepth.add(-drained.size());
    return drained;
  }

  void tick() {
    if (stream == null && !backlog.isEmpty()) {
      load();
    }
    long now = shard.clock.millis();
    while (!mailbox.isEmpty() && mailbox.peek().overdue(now)) {
      shard.metrics.mailboxDepth.decrement();
      mailbox
          .poll()
          .refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "Not decided within the deadline");
    }
    if (undecided != null && undecided.overdue(now)) {
      // It stays undecided for the shipment, but its caller need not wait for that.
      undecided.refuse(
          ProblemCode.TEMPORARILY_UNAVAILABLE, "The log did not answer within the deadline");
    }
  }

  void close() {
    List<PendingCommand> left = new ArrayList<>(drainMailbox());
    if (undecided != null) {
      left.add(undecided);
      undecided = null;
    }
    left.forEach(p -> p.refuse(ProblemCode.TEMPORARILY_UNAVAILABLE, "The shard is moving"));
    stream = null;
    releaseWaiting();
  }

  boolean evictable() {
    return stream != null
        && idle()
        && lastEventOffset < shard.outlet.eventsProjected()
        && devices.evictable();
  }

  private boolean idle() {
    return undecided == null && mailbox.isEmpty() && waiting.isEmpty() && backlog.isEmpty();
  }

  /** One that was never booked takes no room. */
  private void coolIfUnknown() {
    if (stream != null && stream.version() == 0 && idle()) {
      shard.cool(this);
    }
  }
}
