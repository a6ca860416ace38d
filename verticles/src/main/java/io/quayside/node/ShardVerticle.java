package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.OnContext;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.push.ShardTail;
import io.quayside.readmodel.ParkingStore;
import io.quayside.readmodel.Projection;
import io.quayside.readmodel.ProjectionLimits;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.actor.Bound;
import io.quayside.shard.actor.ClusterProtocol;
import io.quayside.shard.actor.ParkedShipment;
import io.quayside.shard.actor.Shard;
import io.quayside.shard.actor.ShardLimits;
import io.quayside.shard.actor.ShardOutput;
import io.quayside.shard.actor.UnreadableRecord;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.quayside.shard.process.ProcessSettings;
import io.quayside.shard.replication.HazelcastReplica;
import io.quayside.shard.replication.WindowReplication;
import io.quayside.shard.rpc.LocalShards;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard on this node. Its deployment reads the log from the checkpoint to the end, projects it,
 * and then serves requests. Its undeployment ends when the requests that it has are answered.
 */
public final class ShardVerticle extends VerticleBase {
  private static final long TICK_MILLIS = 200;

  /** A shard that stops answers its requests for that long. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long STOP_POLL_MILLIS = 10;

  private final int number;
  private final Node node;
  private final ShardGauges gauges;

  @SuppressWarnings("NullAway.Init") // set by start
  private Projection projection;

  @SuppressWarnings("NullAway.Init") // set by start
  private Shard shard;

  @SuppressWarnings("NullAway.Init") // set by start
  private ShardParking parking;

  @SuppressWarnings("NullAway.Init") // set by start
  private ShardRecovery recovery;

  private @Nullable BoardCounter counter;

  @SuppressWarnings("NullAway.Init") // set by start
  private ShardRebuild rebuild;

  /** The generation that the shard loads from. */
  @SuppressWarnings("NullAway.Init") // set by start
  private ReadModels readModels;

  private boolean serving;
  private long timer = -1;

  /** What the shards of a node share. */
  public record Node(
      Appender appender,
      KafkaReader reader,
      Pool pool,
      NodeRebuilds rebuilds,
      ShardTail tail,
      ServedShards servedShards,
      ShardLetters letters,
      LocalShards localShards,
      HazelcastReplica.Maps replication,
      Contexts contexts,
      ClusterProtocol protocol,
      Metrics metrics,
      ShardLimits limits,
      ProjectionLimits projectionLimits,
      ProcessSettings process,
      BooleanSupplier diskFull) {
    /** The copies of shards on other members. Blocks. */
    public static HazelcastReplica.Maps replication(HazelcastInstance hazelcast) {
      return new HazelcastReplica.Maps(hazelcast);
    }
  }

  /** Hears which shards serve on this node. */
  public interface ServedShards {
    void serves(int shard);

    void stops(int shard);
  }

  public ShardVerticle(int number, Node node) {
    this.number = number;
    this.node = node;
    this.gauges = new ShardGauges(number, node.metrics);
  }

  @Override
  public Future<?> start() {
    return ShardRebuild.open(number, node.rebuilds)
        .compose(
            opened ->
                WindowReplication.inherit(
                        node.replication.of(number, context),
                        () -> ThreadLocalRandom.current().nextLong(),
                        opened.checkpoint().positionsNext())
                    .map(replication -> open(opened, replication)))
        .compose(this::catchUp)
        .map(this::serve)
        .onFailure(failure -> release());
  }

  /** Completes with the shipments whose processes stand still. */
  private Future<List<String>> catchUp(ParkingStore store) {
    return store
        .all()
        .compose(parked -> ShardParking.inherit(shard, parked).catchUp())
        .compose(v -> projection.projected())
        .compose(v -> store.standingProcesses());
  }

  private ParkingStore open(ShardRebuild opened, WindowReplication replication) {
    OnContext.require(context);
    rebuild = opened;
    readModels = node.rebuilds.readModels(opened.generations()::home);
    ParkingStore store =
        new ParkingStore(vertx, node.pool, opened.generations(), node.contexts, number);
    parking = new ShardParking(vertx, context, number, node.letters, store, node.metrics);
    projection =
        new Projection(
            vertx,
            node.pool,
            opened.generations(),
            node.contexts,
            opened.checkpoint(),
            node.projectionLimits,
            parking,
            node.metrics);
    shard =
        new Shard(
            log(Topics.EVENTS),
            opened.checkpoint().eventsNext(),
            log(Topics.POSITIONS),
            replication.positionsFrom(opened.checkpoint().positionsNext()),
            new ProjectedStore(readModels),
            new NodeOutput(),
            replication,
            node.contexts,
            node.protocol,
            InstantSource.system(),
            node.limits,
            node.metrics);
    parking.tell(shard.parked);
    recovery =
        new ShardRecovery(
            vertx,
            number,
            shard,
            projection,
            parking,
            new ShardRecovery.Stores(log(Topics.EVENTS), log(Topics.POSITIONS), readModels, store),
            node.contexts);
    gauges.add(
        "quayside.projection.lag.records", "Records not projected yet", projection::lagRecords);
    gauges.add(
        "quayside.projection.lag.seconds",
        "How long the oldest of them waits",
        projection::lagSeconds);
    gauges.add("quayside.hot.shipments", "Shipments in memory", shard::residentShipments);
    // All shards of a node tick at the same time, so that the node wakes up less often.
    long toNextTick = TICK_MILLIS - System.currentTimeMillis() % TICK_MILLIS;
    timer = vertx.setPeriodic(toNextTick, TICK_MILLIS, t -> tick());
    return store;
  }

  private void tick() {
    shard.tick();
    if (serving) {
      rebuild.tick(new LiveShard(shard, projection, rebuild.generations()));
    }
  }

  private KafkaLog log(String topic) {
    return new KafkaLog(topic, number, node.appender, context, node.reader, node.metrics);
  }

  private Void serve(List<String> standingProcesses) {
    serving = true;
    node.tail.shardServes(number, shard.positionsNext());
    node.servedShards.serves(number);
    node.letters.register(number, context, recovery::redrive);
    node.localShards.register(number, new LocalShards.ServingShard(context, shard));
    shard.process.start(this::dueProcesses, node.process, standingProcesses, this::wakeProcessAt);
    if (number == BoardCounter.SHARD) {
      counter = new BoardCounter(vertx, readModels.boardCounts(), node.metrics);
      counter.start();
    }
    return null;
  }

  /** Looks for timers, and counts the bookings on the way. */
  private Future<List<DueProcess>> dueProcesses(Instant time, int limit) {
    readModels
        .sagas()
        .open(number)
        .onSuccess(
            counts -> {
              if (serving) {
                node.metrics.sagas(number, counts.byPhase(), counts.stuckByRule());
              }
            });
    return readModels.sagas().due(number, time, limit);
  }

  private void wakeProcessAt(long epochMillis) {
    long delayMillis = Math.max(1, epochMillis - System.currentTimeMillis());
    vertx.setTimer(delayMillis, t -> shard.process.tick());
  }

  @Override
  public Future<?> stop() {
    serving = false;
    if (counter != null) {
      counter.close();
    }
    node.tail.shardStops(number, shard.eventsNext(), shard.positionsNext());
    node.servedShards.stops(number);
    node.letters.unregister(number);
    node.localShards.unregister(number);
    shard.process.close();
    Promise<Void> answered = Promise.promise();
    awaitIdle(System.nanoTime() + STOP_NANOS, answered);
    return answered.future().onComplete(v -> release());
  }

  /** New requests go to the next owner meanwhile; the log decides between both. */
  private void awaitIdle(long deadlineNanos, Promise<Void> answered) {
    if (shard.isIdle() || System.nanoTime() - deadlineNanos >= 0) {
      answered.complete();
    } else {
      vertx.setTimer(STOP_POLL_MILLIS, t -> awaitIdle(deadlineNanos, answered));
    }
  }

  private void release() {
    vertx.cancelTimer(timer);
    gauges.remove();
    node.metrics.sagas(number, Map.of(), Map.of());
    if (shard != null) {
      parking.close();
      rebuild.close();
      shard.close();
      projection.close();
    }
  }

  /** Passes records to the projection and to the subscribers of this node. */
  private final class NodeOutput implements ShardOutput {
    @Override
    public void read(LogEntry<StoredEvent> entry) {
      if (entry.fact() != null) {
        String traceparent = node.metrics.traces().parentOf(number, entry.offset());
        node.tail.hub().event(entry.fact(), Objects.requireNonNull(entry.value()), traceparent);
      }
    }

    @Override
    public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {
      node.metrics.traces().readBack(number, entry.offset());
      projection.add(entry, after, settled);
      if (serving && entry.decoded().event() instanceof BookingEvent.BookingStuck stuck) {
        node.letters.tellStuck(after, stuck);
      }
    }

    @Override
    public void settled(long settled) {
      projection.settle(settled);
    }

    @Override
    public void position(LogEntry<LoggedPosition> entry, boolean newDevice) {
      if (entry.fact() != null) {
        projection.add(entry, newDevice);
        // Positions that it reads before it serves are pushed by the tail.
        if (serving) {
          LoggedPosition position = entry.fact();
          node.tail.hub().position(entry.key(), position.bytes(), position.from(), position.to());
        }
      } else {
        nobodys(Topics.POSITIONS, entry.toRecord());
      }
    }

    @Override
    public Future<ParkedShipment> unreadable(UnreadableRecord record) {
      return parking.unreadable(record);
    }

    @Override
    public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
      parking.ruleFailed(stream, defect);
    }

    @Override
    public Future<Void> nobodys(String topic, LogRecord record) {
      return parking.nobodys(topic, record, projection.positions);
    }

    @Override
    public @Nullable Bound full() {
      return Bound.of(node.diskFull.getAsBoolean(), projection.full());
    }

    @Override
    public boolean behind() {
      return projection.behind() || parking.isBehind();
    }

    @Override
    public long eventsProjected() {
      return projection.eventsProjected();
    }

    @Override
    public long positionsProjected() {
      return projection.positionsProjected();
    }

    @Override
    public Future<Void> projected() {
      return projection.projected();
    }
  }
}
