package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Agreement;
import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Contexts;
import io.quayside.node.ShardVerticle;
import io.quayside.readmodel.Checkpoint;
import io.quayside.readmodel.Projection;
import io.quayside.readmodel.SimulatedTables;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedWorld.Host;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.quayside.shard.process.ProcessSettings;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Somebody who believes to own the shard: takes it from the checkpoint as {@link ShardVerticle}
 * does, serves, and ends by giving it up or by crashing. Each one is a process of its own, which
 * may stand still for a while without knowing it.
 */
final class SimulatedOwner implements SimulatedTables.Way {
  private static final int CLOCK_SKEW_MILLIS = 10_000;
  private static final int CLOCK_STEP_MILLIS = 7_919;

  /** So few timers that there is no room for all of them. */
  private static final ProcessSettings PROCESS = new ProcessSettings(300, 5_000, 4, 1);

  final int number;
  private final SimulatedOutside outside;
  private final SimulatedWorld world;
  private final Host host = new Host(0);

  /** What it has sent is in nobody's hands: it arrives although its sender stands still. */
  private final Host wire = new Host(0);

  private final Host transactions;
  private final Set<Attempt> open = new LinkedHashSet<>();
  private final Map<String, Integer> askedByKey = new HashMap<>();
  private Stage stage = Stage.TAKING;
  private long eventsAtTakeover;
  private long positionsAtTakeover;
  private Projection projection;
  private Shard shard;

  /** How far an owner has come. */
  enum Stage {
    TAKING,
    SERVING,
    GIVEN_UP,
    CRASHED
  }

  SimulatedOwner(int number, SimulatedOutside outside) {
    this.number = number;
    this.outside = outside;
    this.world = outside.world;
    this.transactions = new Host(world.weather.slowWrites());
  }

  Stage stage() {
    return stage;
  }

  boolean believes() {
    return stage == Stage.TAKING || stage == Stage.SERVING;
  }

  boolean isPaused() {
    return host.paused;
  }

  Shard shard() {
    return shard;
  }

  /** How many commands with a key it has been asked. */
  int askedWith(String keyPart) {
    return askedByKey.getOrDefault(keyPart, 0);
  }

  /** Attempts that it has neither answered nor lost. */
  int open() {
    return open.size();
  }

  /** As {@link ShardVerticle#start}. */
  void take() {
    world.coverage.add(Kind.TAKEOVERS_BEGUN);
    world.trace(() -> this + " takes the shard");
    eventsAtTakeover = outside.events.end();
    positionsAtTakeover = outside.positions.end();
    outside
        .readModels
        .query(host, wire, outside.readModels.tables::checkpoint)
        .compose(
            checkpoint ->
                WindowReplication.inherit(
                        outside.replica.of(host, wire),
                        world.random::nextLong,
                        checkpoint.positionsNext())
                    .map(replication -> open(checkpoint, replication)))
        .compose(v -> shard.catchUp())
        .compose(v -> projection.projected())
        .onComplete(v -> world.check(this::serve), this::takeoverFailed);
  }

  private Void open(Checkpoint checkpoint, WindowReplication replication) {
    Weather weather = world.weather;
    long positionsFrom = replication.positionsFrom(checkpoint.positionsNext());
    world.coverage.add(Kind.TAKEOVERS_FROM_COPIES, replication.round() > 0 ? 1 : 0);
    projection =
        outside.readModels.tables.projection(
            this, checkpoint, weather.projectionLimits(), outside.metrics);
    shard =
        new Shard(
            outside.events.of(number, host, wire),
            checkpoint.eventsNext(),
            outside.positions.of(number, host, wire),
            positionsFrom,
            new SimulatedStore(outside, host, wire),
            new SimulatedOutput(outside, checkpoint.eventsNext(), positionsFrom, projection),
            replication,
            Contexts.STANDARD,
            new ManualProtocol(Agreement.HIGHEST_PROTOCOL),
            this::now,
            weather.limits(),
            outside.metrics);
    return null;
  }

  Instant now() {
    return clockAt(world.millis());
  }

  /** Owners' clocks differ by up to ten seconds. */
  Instant clockAt(long worldMillis) {
    int skewMillis = number * CLOCK_STEP_MILLIS % (2 * CLOCK_SKEW_MILLIS) - CLOCK_SKEW_MILLIS;
    return Instant.ofEpochMilli(worldMillis + skewMillis);
  }

  private void serve() {
    assertThat(shard.events.next())
        .as("all events before the takeover are read")
        .isGreaterThanOrEqualTo(eventsAtTakeover);
    assertThat(shard.positions.next())
        .as("all positions before the takeover are read")
        .isGreaterThanOrEqualTo(positionsAtTakeover);
    stage = Stage.SERVING;
    shard.process.start(this::dueProcesses, PROCESS, List.of(), time -> {});
    world.coverage.add(Kind.TAKEOVERS_DONE);
    world.trace(() -> this + " serves");
  }

  private Future<List<DueProcess>> dueProcesses(Instant time, int limit) {
    return outside.readModels.query(
        host, wire, () -> outside.readModels.tables.dueProcesses(time, limit));
  }

  private void takeoverFailed(Throwable failure) {
    world.coverage.add(Kind.TAKEOVERS_FAILED);
    world.trace(() -> this + " cannot take the shard: " + failure);
    stage = Stage.GIVEN_UP;
    release();
  }

  /** Brings it a request, which waits there while it stands still. */
  void ask(ShardRequest request, Attempt.Sender sender) {
    Attempt attempt = new Attempt(this, request, sender);
    open.add(attempt);
    world.later(host, "inbox", () -> arrived(attempt));
  }

  private void arrived(Attempt attempt) {
    if (stage != Stage.SERVING) {
      open.remove(attempt);
      world.coverage.add(Kind.NOT_OWNER);
      attempt.sender.notOwner();
      return;
    }
    attempt.arrived(
        world.millis(), outside.events.end(), shard.events.next(), shard.positions.next());
    if (attempt.request instanceof ShardRequest.Decide decide) {
      askedByKey.merge(CommandId.keyPart(decide.commandId()), 1, Integer::sum);
    }
    shard.ask(
        attempt.request,
        (answer, defect) -> {
          if (defect != null) {
            world.violated(defect);
            return;
          }
          world.check(
              () -> {
                world.trace(() -> this + ": " + brief(attempt.request) + " -> " + answer);
                assertThat(open.remove(attempt)).as("answered once").isTrue();
                attempt.sender.answered(attempt, answer);
              });
        });
  }

  private static String brief(ShardRequest request) {
    return switch (request) {
          case ShardRequest.Decide d -> d.commandId() + " " + d.command() + " if " + d.ifMatch();
          case ShardRequest.TakePosition t -> t.update().deviceId() + "/" + t.update().sequence();
          case ShardRequest.TakePositions all -> all.tracks().size() + " updates";
          case ShardRequest.ReadVersion v -> "version?";
        }
        + " of "
        + request.shipmentId();
  }

  void tick() {
    if (shard != null && believes() && !host.paused) {
      shard.tick();
      long now = world.millis();
      long deadline = world.weather.limits().deadlineMillis();
      for (Attempt attempt : open) {
        assertThat(attempt.isOverdue(now, deadline))
            .as("answered within the deadline: %s", attempt.request)
            .isFalse();
      }
    }
  }

  /** As {@link ShardVerticle#stop}. What it has sent is still under way, and so are its answers. */
  void giveUp() {
    world.coverage.add(Kind.CLOSES);
    world.trace(() -> this + " gives the shard up");
    stage = Stage.GIVEN_UP;
    release();
    for (Attempt attempt : open) {
      assertThat(attempt.isOverdue(Long.MAX_VALUE, 0))
          .as("nobody may wait any longer: %s", attempt.request)
          .isFalse();
    }
  }

  private void release() {
    if (shard != null) {
      shard.close();
      projection.close();
    }
  }

  /** It is gone; of what it has sent, the first part still arrives. */
  void crash() {
    world.coverage.add(stage == Stage.TAKING ? Kind.CRASHES_DURING_TAKEOVER : Kind.CRASHES);
    world.trace(() -> this + " crashes");
    stage = Stage.CRASHED;
    world.kill(host);
    wake();
    int lost =
        world.cut(wire, outside.events.appends()) + world.cut(wire, outside.positions.appends());
    world.coverage.add(Kind.APPENDS_LOST_IN_CRASHES, lost);
    world.cut(wire, SimulatedReplica.SAVES);
    world.cut(transactions, SimulatedReadModels.TRANSACTIONS);
    List<Attempt> orphans = List.copyOf(open);
    open.clear();
    orphans.forEach(attempt -> attempt.sender.lost());
  }

  /** Stands still from now on; what it has sent may have left it or not. */
  void pause() {
    world.coverage.add(Kind.PAUSES);
    world.trace(() -> this + " stands still");
    host.paused = true;
    wire.paused = world.random.nextBoolean();
    transactions.paused = world.random.nextBoolean();
  }

  void wake() {
    host.paused = false;
    wire.paused = false;
    transactions.paused = false;
  }

  @Override
  public Future<Void> transact(Runnable transaction) {
    return outside.readModels.transact(host, transactions, transaction);
  }

  @Override
  public void soon(Runnable task) {
    world.later(host, "soon", task);
  }

  @Override
  public void later(Runnable task) {
    world.later(host, "timer", task);
  }

  @Override
  public String toString() {
    return "owner " + number;
  }
}
