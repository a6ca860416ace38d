package io.quayside.notify.relay;

import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.notify.relay.RelayStatus.Cause;
import io.quayside.notify.relay.target.CauseCode;
import io.quayside.notify.relay.target.Sent.Outcome;
import io.quayside.notify.relay.target.Target;
import io.quayside.notify.relay.target.TargetException;
import io.quayside.notify.relay.target.TargetFault;
import io.quayside.notify.relay.target.TargetSettings.Targets;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard of a relay at its owner: takes its cursor over, opens its target, runs its pump, and does
 * so again after a fault, another owner or a rewind. Confined to the relays' event loop.
 */
final class ShardRelay implements Pump.Listener, Target.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRelay.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RelaySettings relay;
  private final int shard;
  private final Shared shared;
  private final Targets targets;
  private final Takeover takeover;
  private final NotifyMetrics metrics;
  private final Runnable stops;
  private State state = State.WAITING;
  private RelayStatus status = RelayStatus.RUNNING;
  private @Nullable RelayStatus written;
  private boolean writing;
  private long notBeforeNanos;
  private int failures;

  /** Whether the target holds events back by itself. */
  private boolean held;

  /** Whether the target refused an event last: it runs again once it has taken something. */
  private boolean eventRefused;

  /** The epoch that was taken over last; -1 before. */
  private long epoch = -1;

  /** Lanes made by others after it was opened: it is taken over again before it goes on. */
  private long laneGeneration;

  private @Nullable Target target;
  private @Nullable Pump pump;

  private enum State {
    /** To be taken over. */
    WAITING,
    OPENING,
    RUNNING,
    STOPPED,
    CLOSED
  }

  /** {@code stops} is run when it stops and needs an operator. */
  ShardRelay(
      RelaySettings relay,
      int shard,
      Shared shared,
      Targets targets,
      RelayPace pace,
      NotifyMetrics metrics,
      Runnable stops) {
    this.relay = relay;
    this.shard = shard;
    this.shared = shared;
    this.targets = targets;
    this.takeover = new Takeover(relay, shard, shared, pace);
    this.metrics = metrics;
    this.stops = stops;
    this.notBeforeNanos = shared.scheduler().nanoTime();
  }

  int shard() {
    return shard;
  }

  RelaySettings relay() {
    return relay;
  }

  /** The epoch that it runs or stands with; -1 while it takes over. */
  long epoch() {
    return state == State.RUNNING || state == State.STOPPED ? epoch : -1;
  }

  boolean isStopped() {
    return state == State.STOPPED;
  }

  @Nullable Pump pump() {
    return pump;
  }

  void tick() {
    switch (state) {
      case WAITING -> {
        if (shared.scheduler().nanoTime() - notBeforeNanos >= 0) {
          open();
        }
      }
      case RUNNING -> {
        if (shared.source().laneGeneration(shard) != laneGeneration) {
          restart(0);
        } else if (pump != null) {
          pump.tick();
        }
      }
      case OPENING, STOPPED, CLOSED -> {}
    }
    saveStatus();
  }

  private void open() {
    state = State.OPENING;
    held = false;
    Target opening = targets.of(shard, this);
    target = opening;
    takeover
        .takeOver()
        .compose(
            cursor -> {
              epoch = cursor.epoch();
              // What is read from now on counts as of the take-over, or is read again.
              return shared.source().lookAfresh().map(cursor);
            })
        .compose(
            cursor -> {
              laneGeneration = shared.source().laneGeneration(shard);
              return takeover.begin(opening, cursor, this);
            })
        .onComplete(
            begun -> {
              if (state == State.OPENING && target == opening) {
                running(begun);
              }
            },
            failure -> {
              if (state == State.OPENING && target == opening) {
                openFailed(failure);
              }
            });
  }

  private void running(@Nullable Pump begun) {
    if (begun == null) {
      // The cursor was set back, or its rows have changed.
      restart(0);
      return;
    }
    state = State.RUNNING;
    pump = begun;
    if (!held && !eventRefused) {
      status = RelayStatus.RUNNING;
    }
    begun.tick();
  }

  private void openFailed(Throwable failure) {
    if (failure instanceof TargetException known) {
      failed(known.fault());
    } else {
      countError();
      Faults.report("opening a shard of a relay", failure);
      restart(RETRY_NANOS);
    }
  }

  @Override
  public void settled(Outcome outcome, int count) {
    metrics.relayed(relay.name(), outcome.label(), count);
    if (outcome == Outcome.PARKED) {
      countError();
    }
    failures = 0;
    eventRefused = false;
    if (!held) {
      status = RelayStatus.RUNNING;
    }
  }

  @Override
  public long waiting(TargetFault fault) {
    if (fault.isFinal()) {
      failed(fault);
      return 0;
    }
    countError();
    note(RelayState.RETRYING, fault);
    failures++;
    return Pauses.millis(failures);
  }

  private void countError() {
    metrics.consumerErrors.count(ConsumerErrors.relay(relay.name()));
  }

  @Override
  public void failed(TargetFault fault) {
    countError();
    eventRefused = state == State.RUNNING && fault.code() == CauseCode.REFUSED;
    stopPump();
    if (fault.isFinal()) {
      state = State.STOPPED;
      note(RelayState.STOPPED, fault);
      stops.run();
      shared.stopped().relayStopped(relay.name(), shard, fault.code().code());
    } else {
      note(RelayState.RETRYING, fault);
      failures++;
      restart(TimeUnit.MILLISECONDS.toNanos(Pauses.millis(failures)));
    }
  }

  @Override
  public void lost(TargetFault fault) {
    if (state == State.RUNNING) {
      failed(fault);
    }
  }

  @Override
  public void held(TargetFault fault) {
    if (state == State.RUNNING || state == State.OPENING) {
      held = true;
      note(RelayState.RETRYING, fault);
    }
  }

  @Override
  public void released() {
    if (held) {
      held = false;
      status = RelayStatus.RUNNING;
    }
  }

  private void note(RelayState now, TargetFault fault) {
    Cause before = status.cause();
    Instant since = null;
    if (before != null && before.code().equals(fault.code().code()) && status.state() == now) {
      since = before.since();
    }
    boolean same = since != null;
    if (since == null) {
      since = shared.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
    status = new RelayStatus(now, new Cause(fault.code().code(), fault.detail(), since));
    if (!same) {
      LOG.warn(
          "relay {}: relay={} shard={} code={} {}",
          now,
          relay.name(),
          shard,
          fault.code().code(),
          fault.detail());
    }
  }

  @Override
  public void lost() {
    if (state == State.RUNNING) {
      LOG.info("relay taken over elsewhere: relay={} shard={}", relay.name(), shard);
      restart(RETRY_NANOS);
    }
  }

  /** Takes it over again: its rows were changed by another node. */
  void reload() {
    if (state == State.RUNNING || state == State.STOPPED) {
      failures = 0;
      eventRefused = false;
      restart(0);
    }
  }

  private void restart(long pauseNanos) {
    stopPump();
    state = State.WAITING;
    notBeforeNanos = shared.scheduler().nanoTime() + pauseNanos;
  }

  private Future<Void> stopPump() {
    Pump stopped = pump;
    Target closed = target;
    pump = null;
    target = null;
    Future<Void> flushed = stopped == null ? Future.succeededFuture() : stopped.close();
    return closed == null ? flushed : flushed.eventually(closed::close);
  }

  private void saveStatus() {
    RelayStatus now = status;
    if (writing || epoch < 0 || state == State.CLOSED || now.equals(written)) {
      return;
    }
    writing = true;
    shared
        .store()
        .save(relay.name(), shard, shared.nodeId(), now, epoch)
        .onComplete(
            owned -> {
              writing = false;
              if (owned) {
                written = now;
              }
            },
            failure -> {
              writing = false;
              Faults.report("writing the state of a relay", failure);
            });
  }

  /** Ends; completes when what is settled is written. */
  Future<Void> close() {
    state = State.CLOSED;
    return stopPump().otherwiseEmpty();
  }
}
