package io.quayside.push.fleet;

import io.quayside.common.metrics.FleetMetrics.Op;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.FleetBatch.Item;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One watch of one connection. It joins the feed, then sends what lies between its cursor and the
 * feed's place, then what the feed has handed over meanwhile, and then is live. If that becomes too
 * much to keep, it leaves the feed and joins again where it has got to. Confined to its event loop,
 * but for the methods of {@link FleetSubscriber}.
 */
public final class Watch implements FleetSubscriber, CatchUp.Target {
  private static final long JOIN_SECONDS = 5;
  private static final Problem BEHIND =
      new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, "The log cannot be followed now");

  private final Fleet fleet;
  private final Scheduler scheduler;
  private final @Nullable String after;
  private final boolean positions;
  private final WatchHost host;
  private final HeldBatches held = new HeldBatches();
  private final NewestPositions newest;
  private final CursorPace pace;
  private volatile WatchScope scope;
  private State state = State.STARTING;
  private Uuid log = Uuid.ZERO_UUID;
  private long[] place = {};
  private @Nullable Future<Void> turn;

  private enum State {
    /** It can be refused. */
    STARTING,
    /** What the feed hands over is kept. */
    CATCHING_UP,
    LIVE,
    ENDED
  }

  /** {@code after} is the text of a cursor, or null. */
  public Watch(
      Fleet fleet,
      Scheduler scheduler,
      WatchScope scope,
      @Nullable String after,
      boolean positions,
      WatchHost host) {
    this.fleet = fleet;
    this.scheduler = scheduler;
    this.scope = scope;
    this.after = after;
    this.positions = positions;
    this.host = host;
    this.newest = new NewestPositions(scheduler, host::congested, this::sendPosition);
    this.pace = new CursorPace(scheduler, this::cursorIfDue);
  }

  /** Begins; to be called once, by a caller that has {@linkplain Fleet#take taken} its place. */
  public void start() {
    Fleet.on(scheduler, fleet.admit(after)).compose(this::begin).onFailure(this::fail);
  }

  private Future<Void> begin(Admission admission) {
    if (state != State.STARTING) {
      return Future.succeededFuture();
    }
    log = admission.log();
    return switch (admission.kind()) {
      case NOW -> joinNow(true);
      case TOO_FAR_BEHIND -> joinNow(false);
      case CATCHES_UP -> {
        turn = fleet.mayCatchUp();
        FleetCursor cursor = Objects.requireNonNull(admission.cursor());
        yield Fleet.on(scheduler, turn).compose(v -> resume(cursor));
      }
      case REFUSED -> {
        host.refusedCursor();
        yield Future.succeededFuture();
      }
    };
  }

  /** Ends it, and gives its place back; nothing is sent any more. */
  public void end() {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    fleet.feed().leave(this);
    endTurn();
    pace.stop();
    newest.stop();
    held.clear();
    fleet.giveBack();
  }

  /** The principal has another scope from now on. */
  public void rescope(WatchScope changed) {
    scope = changed;
  }

  /** Whether it is sent what it has missed, at the pace of its reader. */
  public boolean isCatchingUp() {
    return state == State.CATCHING_UP;
  }

  private void fail(Throwable failure) {
    switch (state) {
      case STARTING ->
          host.refused(failure instanceof ProblemException refused ? refused.problem() : BEHIND);
      case CATCHING_UP, LIVE -> {
        if (failure instanceof RuntimeException && !(failure instanceof ProblemException)) {
          Faults.report("a watch", failure);
        }
        host.lostTrack();
      }
      case ENDED -> {}
    }
  }

  private Future<long[]> join() {
    return Fleet.on(scheduler, fleet.feed().join(this).timeout(JOIN_SECONDS, TimeUnit.SECONDS));
  }

  private Future<Void> joinNow(boolean recovered) {
    return join()
        .map(
            joined -> {
              if (state == State.STARTING) {
                place = joined;
                host.watching(recovered, cursor());
                state = State.LIVE;
              }
              return null;
            });
  }

  private Future<Void> resume(FleetCursor cursor) {
    if (state != State.STARTING) {
      return Future.succeededFuture();
    }
    return join()
        .compose(
            joined -> {
              if (state != State.STARTING) {
                return Future.succeededFuture();
              }
              host.watching(true, cursor.text());
              state = State.CATCHING_UP;
              place = cursor.next();
              return catchUp(joined);
            });
  }

  private Future<Void> catchUp(long[] to) {
    long[] target = FleetCursor.later(place, to);
    return new CatchUp(fleet, scheduler, place, target, this)
        .run()
        .compose(
            v -> {
              place = target;
              return drain();
            });
  }

  /** Sends what the feed has handed over meanwhile, and goes live. */
  private Future<Void> drain() {
    while (state == State.CATCHING_UP && !held.isEmpty()) {
      FleetBatch batch = held.poll();
      Future<Void> sent = sendAll(batch.items(), 0);
      if (!sent.succeeded()) {
        return sent.compose(v -> drainedTo(batch));
      }
      place = FleetCursor.later(place, batch.next());
    }
    if (state != State.CATCHING_UP) {
      return Future.succeededFuture();
    }
    if (held.endOverflow()) {
      return join().compose(this::catchUp);
    }
    endTurn();
    state = State.LIVE;
    sendCursor(0);
    return Future.succeededFuture();
  }

  private Future<Void> drainedTo(FleetBatch batch) {
    place = FleetCursor.later(place, batch.next());
    return drain();
  }

  private Future<Void> sendAll(List<Item> items, int first) {
    for (int i = first; i < items.size(); i++) {
      Future<Void> sent = send(items.get(i));
      if (!sent.succeeded()) {
        int next = i + 1;
        return sent.compose(v -> sendAll(items, next));
      }
    }
    return Future.succeededFuture();
  }

  private void endTurn() {
    if (turn != null) {
      fleet.caughtUp(turn);
      turn = null;
    }
  }

  @Override
  public WatchScope scope() {
    return scope;
  }

  @Override
  public boolean wantsPositions() {
    return positions;
  }

  @Override
  public void events(FleetBatch batch) {
    scheduler.execute(() -> take(batch));
  }

  private void take(FleetBatch batch) {
    switch (state) {
      case STARTING, ENDED -> {}
      case CATCHING_UP -> {
        if (held.overflows(batch)) {
          // It joins again when it has got to where this begins.
          fleet.feed().leave(this);
        }
      }
      case LIVE -> {
        for (Item item : batch.items()) {
          if (state == State.LIVE) {
            say(item);
          }
        }
        place = FleetCursor.later(place, batch.next());
        pace.moved();
        cursorIfDue();
      }
    }
  }

  private void say(Item item) {
    pace.sent();
    if (item.event() != null) {
      fleet.metrics().frame(Op.EVENT);
      host.event(item.event());
    }
    if (item.left()) {
      newest.forget(item.shipmentId());
      fleet.metrics().frame(Op.LEFT);
      host.left(item.shipmentId(), item.version());
    }
  }

  @Override
  public Future<Void> send(Item item) {
    if (state == State.ENDED) {
      return Future.failedFuture("ended");
    }
    say(item);
    return host.congested() ? host.room() : Future.succeededFuture();
  }

  @Override
  public void settled(long[] settled, long behind) {
    place = settled;
    pace.moved();
    if (state == State.CATCHING_UP && behind > 0 && !host.congested() && pace.isDue()) {
      sendCursor(behind);
    }
  }

  private void cursorIfDue() {
    if (state == State.LIVE) {
      if (pace.isDue()) {
        sendCursor(0);
      } else {
        pace.wakeUp();
      }
    }
  }

  private void sendCursor(long behind) {
    pace.told();
    fleet.metrics().frame(Op.CURSOR);
    host.cursor(cursor(), behind);
  }

  private String cursor() {
    return new FleetCursor(log, place).text();
  }

  @Override
  public void positions(List<SharedFrame> moved) {
    scheduler.execute(
        () -> {
          if (state == State.LIVE) {
            newest.add(moved);
          }
        });
  }

  private void sendPosition(SharedFrame position) {
    fleet.metrics().frame(Op.POSITION);
    host.position(position);
  }

  @Override
  public void lost() {
    scheduler.execute(() -> fail(BEHIND.toException()));
  }
}
