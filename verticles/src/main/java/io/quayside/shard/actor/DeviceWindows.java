package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.StoredPosition;
import io.quayside.log.feed.LogEntry;
import io.quayside.log.feed.LogFeed;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one shipment's devices. A sequence is looked up before its append and marked after
 * its read-back: a crash may let an update be appended twice, and loses none.
 */
final class DeviceWindows {
  private static final ShardAnswer ACCEPTED = new Taken(Verdict.ACCEPTED);
  private static final ShardAnswer DUPLICATE = new Taken(Verdict.DUPLICATE);
  private static final ShardAnswer LATE = new Taken(Verdict.LATE);

  private final String shipmentId;
  private final Shard shard;
  private final LinkedHashMap<String, Device> devices = new LinkedHashMap<>(4, 0.75f, true);

  /** Last device used, or null. */
  private @Nullable Device latest;

  /** Whether the read models have no position of a device that is not in {@link #devices}. */
  private boolean complete;

  private long lastOffset = -1;

  /** The shipment's tenant, known from the first update on. */
  private String tenant = Principal.DEFAULT_TENANT;

  /**
   * An update that is being appended; it has its device, so that its read-back needs no look-up.
   */
  private final class InFlight extends Device.UnderWay
      implements LogFeed.Appending<LoggedPosition> {
    final Device device;
    final Completable<ShardAnswer> answer;

    /** Callers that have sent the same update meanwhile. */
    private List<Completable<ShardAnswer>> others = List.of();

    /** The offset of the first record with this sequence; negative while there is none. */
    long firstOffset = -1;

    InFlight(Device device, SequenceNumber sequence, Completable<ShardAnswer> answer) {
      super(sequence);
      this.device = device;
      this.answer = answer;
    }

    @Override
    public void emitted(LogEntry<LoggedPosition> entry) {
      shard.ownPosition(entry, logged(device, this, sequence, entry.offset()));
    }

    /** Accepted if the own record is the first with this sequence; another writer's counts else. */
    @Override
    public void done(long offset) {
      finish(offset == firstOffset ? ACCEPTED : DUPLICATE);
    }

    @Override
    public void failed(Throwable failure) {
      finish(unknown());
    }

    void join(Completable<ShardAnswer> other) {
      if (others.isEmpty()) {
        others = new ArrayList<>(1);
      }
      others.add(other);
    }

    private void finish(ShardAnswer outcome) {
      device.remove(this);
      answer.succeed(outcome);
      others.forEach(other -> other.succeed(second(outcome)));
    }
  }

  DeviceWindows(String shipmentId, Shard shard) {
    this.shipmentId = shipmentId;
    this.shard = shard;
  }

  /** The shipment has no projected positions: no window needs to be loaded. */
  void nothingProjected() {
    complete = true;
  }

  /** Takes an update that its principal may report; completes with the answer, once. */
  void take(TakePosition track, ShipmentStream stream, Completable<ShardAnswer> answer) {
    tenant = stream.tenant();
    String deviceId = track.update().deviceId();
    Device device = device(deviceId);
    if (device == null) {
      if (devices.size() >= shard.limits.devices() && !evictOne()) {
        shard.metrics.overflow("devices");
        Shard.refuse(answer, ProblemCode.OVERLOADED, "Too many devices report for this shipment");
        return;
      }
      device = new Device(deviceId, WindowReplication.name(shipmentId, deviceId));
      devices.put(deviceId, device);
      load(deviceId, device);
    }
    if (device.window != null) {
      judge(device, track, answer);
    } else {
      judgeWhenLoaded(device, track, answer);
    }
  }

  /** Most shipments have one device; the last device used needs no look-up. */
  private @Nullable Device device(String deviceId) {
    if (latest == null || !latest.id.equals(deviceId)) {
      latest = devices.get(deviceId);
    }
    return latest;
  }

  private void load(String deviceId, Device device) {
    if (complete) {
      device.window = new SequenceWindow();
      return;
    }
    shard.windowLoadStarted();
    shard
        .replication
        .window(device.name)
        .compose(copy -> copy != null ? Future.succeededFuture(copy) : projectedWindow(deviceId))
        .onComplete(
            window -> {
              shard.windowLoadEnded();
              device.marks.forEach(window::mark);
              device.marks.clear();
              device.window = window;
              changed(device);
              release(device);
            },
            failure -> {
              shard.windowLoadEnded();
              devices.remove(deviceId, device);
              latest = null;
              release(device);
            });
  }

  /** The window after all positions passed to the projection are projected. */
  private Future<SequenceWindow> projectedWindow(String deviceId) {
    return shard.output.projected().compose(v -> shard.store.window(shipmentId, deviceId));
  }

  private void changed(Device device) {
    if (device.round != shard.replication.round()) {
      device.round = shard.replication.round();
      shard.replication.changed(device.name, device.loadedWindow());
    }
  }

  private static void release(Device device) {
    List<Runnable> released = List.copyOf(device.waiting);
    device.waiting.clear();
    released.forEach(Runnable::run);
  }

  private void judgeWhenLoaded(Device device, TakePosition track, Completable<ShardAnswer> answer) {
    if (device.waiting.size() >= shard.limits.mailbox()) {
      shard.metrics.overflow("mailbox");
      Shard.refuse(answer, ProblemCode.OVERLOADED, "Too much waits for this device");
      return;
    }
    device.waiting.add(
        () -> {
          if (device.window == null) {
            Shard.refuse(
                answer,
                ProblemCode.TEMPORARILY_UNAVAILABLE,
                "The device's window cannot be loaded");
          } else {
            judge(device, track, answer);
          }
        });
  }

  private void judge(Device device, TakePosition track, Completable<ShardAnswer> answer) {
    SequenceNumber sequence = track.update().sequence();
    switch (device.verdict(sequence)) {
      case DUPLICATE -> answer.succeed(DUPLICATE);
      case LATE -> appendLate(track, answer);
      case NEW -> {
        if (device.underWay(sequence) instanceof InFlight first) {
          first.join(answer);
        } else {
          appendFirst(device, track, answer);
        }
      }
    }
  }

  private void appendFirst(Device device, TakePosition track, Completable<ShardAnswer> answer) {
    InFlight first = new InFlight(device, track.update().sequence(), answer);
    device.add(first);
    LoggedPosition position = encoded(track, false);
    shard.positions.append(
        shipmentId,
        position.bytes(),
        track.principal().caller(),
        track.traceparent(),
        position,
        first);
  }

  private void appendLate(TakePosition track, Completable<ShardAnswer> answer) {
    LoggedPosition position = encoded(track, true);
    shard
        .positions
        .append(
            shipmentId, position.bytes(), track.principal().caller(), track.traceparent(), position)
        .onComplete(offset -> answer.succeed(LATE), failure -> answer.succeed(unknown()));
  }

  private LoggedPosition encoded(TakePosition track, boolean late) {
    return PositionCodec.encode(
        new StoredPosition(tenant, shipmentId, track.update(), late, shard.now()),
        shard.encodeBuffer);
  }

  /** The answer to a concurrent update with the same sequence: duplicate, or the same failure. */
  private static ShardAnswer second(ShardAnswer first) {
    return first instanceof Taken ? DUPLICATE : first;
  }

  private ShardAnswer unknown() {
    // If the record is in the log after all, the feed reads it and its sequence is marked.
    shard.positions.catchUp();
    return new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, "The log did not answer in time");
  }

  /** Marks a position of the log; returns whether the read models may not know its device yet. */
  boolean onPosition(LogEntry<LoggedPosition> entry) {
    LoggedPosition position = entry.fact();
    if (position == null) {
      return false;
    }
    String deviceId = position.deviceId();
    SequenceNumber sequence = position.sequenceNumber();
    Device device = device(deviceId);
    if (device != null && device.window != null) {
      InFlight own = (InFlight) device.underWay(sequence);
      return logged(device, own, sequence, entry.offset());
    }
    lastOffset = entry.offset();
    shard.replication.missed(shipmentId, deviceId, sequence);
    if (device == null) {
      // Another writer's record; it is projected before this device's window is loaded.
      complete = false;
    } else {
      device.marks.add(sequence);
      device.lastOffset = entry.offset();
    }
    return true;
  }

  /**
   * Marks a sequence of the log in a loaded window; {@code own} is its append, or null. Returns
   * whether it is the device's first: all others were passed to the projection before.
   */
  private boolean logged(
      Device device, @Nullable InFlight own, SequenceNumber sequence, long offset) {
    SequenceWindow window = device.loadedWindow();
    boolean newDevice = window.isEmpty();
    lastOffset = offset;
    boolean first = window.verdict(sequence) != SequenceWindow.Verdict.DUPLICATE;
    if (own != null && first && own.firstOffset < 0) {
      own.firstOffset = offset;
    }
    window.mark(sequence);
    device.lastOffset = offset;
    changed(device);
    return newDevice;
  }

  /** Evicts the least recently used device without work; false if there is none. */
  private boolean evictOne() {
    Iterator<Device> eldest = devices.values().iterator();
    while (eldest.hasNext()) {
      Device device = eldest.next();
      if (device.isIdle() && device.lastOffset < shard.output.positionsProjected()) {
        eldest.remove();
        latest = null;
        complete = false;
        return true;
      }
    }
    return false;
  }

  /** Whether the read models have every position that this shipment's log has. */
  boolean areProjected() {
    return lastOffset < shard.output.positionsProjected();
  }

  boolean isEvictable() {
    return areProjected() && devices.values().stream().allMatch(Device::isIdle);
  }
}
