package io.quayside.shard.actor;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.LogEntry;
import io.quayside.log.feed.LogFeed;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.OfShipment;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one log partition: the actors of the shipments in memory, the feeds of both topics,
 * and the bounds that they share. It does not rely on being the only writer: it answers what the
 * log has confirmed.
 *
 * <p>Confined to one context; all I/O is behind {@link Log}, {@link ShipmentStore} and {@link
 * ShardOutput}, so that a simulation can run it step by step.
 */
public final class Shard {
  /** The shipments that are considered for eviction when one more is added, at most. */
  private static final int EVICTION_SCAN = 64;

  private static final long END_CHECK_MILLIS = 1_000;

  final ShipmentStore store;
  final ShardOutput output;
  final WindowReplication replication;
  final Contexts contexts;
  final EventCodec codec;
  final InstantSource clock;
  final ShardLimits limits;
  final Metrics metrics;
  final LogFeed<StoredEvent> events;
  final LogFeed<LoggedPosition> positions;

  /** The booking process of the shipments; does nothing until the shard serves. */
  public final ShardProcess process = new ShardProcess(this);

  public final ParkedShipments parked = new ParkedShipments(this);

  /** Scratch buffer for encoding. */
  final JsonWriter encodeBuffer = new JsonWriter(1_024);

  /**
   * The shipments in memory; the one last considered for eviction is the last. An order by use
   * would cost each request three more writes to memory.
   */
  final LinkedHashMap<String, ShipmentActor> actors = new LinkedHashMap<>();

  /** The actors in which something waits, and which therefore need the tick. */
  private final Set<ShipmentActor> waiting = new LinkedHashSet<>();

  final StreamLoads loads = new StreamLoads();

  private final UnbookedPositions unbookedPositions;

  private final ProtocolGate protocolGate;
  private final BulkThrottle bulkThrottle;

  /** The time of all updates of the batch that is being taken; else null. */
  private @Nullable Instant batchTime;

  private int windowsLoading;
  boolean closed;
  private long nextEndCheckMillis;

  /** A shard whose feeds start at the given offsets: the checkpoint of its projection. */
  public Shard(
      Log eventLog,
      long eventsFrom,
      Log positionLog,
      long positionsFrom,
      ShipmentStore store,
      ShardOutput output,
      WindowReplication replication,
      Contexts contexts,
      ClusterProtocol cluster,
      InstantSource clock,
      ShardLimits limits,
      Metrics metrics) {
    this.store = store;
    this.output = output;
    this.replication = replication;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
    this.protocolGate = new ProtocolGate(contexts, cluster, limits.loading(), this::askOne);
    this.clock = clock;
    this.limits = limits;
    this.unbookedPositions = new UnbookedPositions(limits.resident());
    this.metrics = metrics;
    this.bulkThrottle = new BulkThrottle(output, clock);
    this.events =
        new LogFeed<>(
            eventLog,
            eventsFrom,
            codec::decode,
            this::onEvent,
            record -> parked.nobodysEvent(record),
            () -> metrics.jump("shipment-events"),
            () -> !closed && (loads.areMany() || output.behind()));
    this.positions =
        new LogFeed<>(
            positionLog,
            positionsFrom,
            PositionCodec::decode,
            this::onPosition,
            record -> parked.nobodysPosition(record),
            () -> metrics.jump("shipment-positions"),
            () -> !closed && output.behind());
  }

  /** Completes when every record that both logs have now was passed to the output. */
  public Future<Void> catchUp() {
    return Future.all(events.catchUp(), positions.catchUp()).mapEmpty();
  }

  /** The time, cut to milliseconds. */
  Instant now() {
    return batchTime != null ? batchTime : Instant.ofEpochMilli(clock.millis());
  }

  /** Completes with the answer to a request, once; fails only by a defect. */
  public void ask(ShardRequest request, Completable<ShardAnswer> answer) {
    switch (request) {
      case TakePositions all -> askAll(all.tracks(), answer);
      case OfShipment one -> askOne(one, answer);
    }
  }

  private void askAll(List<TakePosition> tracks, Completable<ShardAnswer> answer) {
    AnswerCollector answers = new AnswerCollector(tracks.size(), bulkThrottle.delaying(answer));
    batchTime = Instant.ofEpochMilli(clock.millis());
    try {
      for (int i = 0; i < tracks.size(); i++) {
        askOne(tracks.get(i), answers.at(i));
      }
    } finally {
      batchTime = null;
    }
  }

  void askOne(OfShipment request, Completable<ShardAnswer> answer) {
    if (request instanceof Decide decide && !protocolGate.passes(decide, answer)) {
      return;
    }
    Bound full = output.full();
    if (full != null && !(request instanceof ShardRequest.ReadVersion)) {
      full.refuse(metrics, answer);
      return;
    }
    if (events.inFlight() + positions.inFlight() >= limits.inFlight()) {
      metrics.overflow("appends");
      refuse(answer, ProblemCode.OVERLOADED, "Too many appends of this shard are under way");
      return;
    }
    ShipmentActor actor = actors.get(request.shipmentId());
    if (actor == null) {
      if (loads.underWay() >= limits.loading()) {
        metrics.overflow("loading");
        refuse(answer, ProblemCode.OVERLOADED, "Too many shipments of this shard are loading");
        return;
      }
      actor = add(request.shipmentId());
    }
    actor.ask(request, answer);
  }

  /**
   * To be called a few times a second: refuses overdue commands, repeats failed loads, saves
   * copies, moves the checkpoint past records without rows, and reads what other writers have
   * appended, which otherwise only the next append would show.
   */
  public void tick() {
    List.copyOf(waiting).forEach(ShipmentActor::tick);
    process.tick();
    replication.tick(clock.millis(), positions.next());
    bulkThrottle.release();
    events.readOn();
    positions.readOn();
    // The last records of the log may move no row: duplicates, and those of parked shipments.
    output.settled(settled());
    if (clock.millis() >= nextEndCheckMillis) {
      // All shards of a node at the same time: their reader sends one request for all of them.
      nextEndCheckMillis = (clock.millis() / END_CHECK_MILLIS + 1) * END_CHECK_MILLIS;
      events.checkEnd();
      positions.checkEnd();
    }
  }

  /** The first event offset that has not been read; as {@link #positionsNext} for positions. */
  public long eventsNext() {
    return events.next();
  }

  public long positionsNext() {
    return positions.next();
  }

  public int residentShipments() {
    return actors.size();
  }

  /** Whether no request waits, except for those that {@link #close} answers. */
  public boolean isIdle() {
    return waiting.isEmpty()
        && loads.underWay() == 0
        && windowsLoading == 0
        && protocolGate.isIdle()
        && events.inFlight() + positions.inFlight() == 0;
  }

  /**
   * Answers every undecided command. Records that are read from now on are left to the next owner,
   * who projects them. The appends of updates that are under way are still answered.
   */
  public void close() {
    closed = true;
    process.close();
    protocolGate.close();
    List.copyOf(actors.values()).forEach(ShipmentActor::close);
    bulkThrottle.close();
    // What is read on answers the appends under way.
    events.readOn();
    positions.readOn();
  }

  private ShipmentActor add(String shipmentId) {
    evict();
    ShipmentActor actor = new ShipmentActor(shipmentId, this);
    actors.put(shipmentId, actor);
    return actor;
  }

  /**
   * Makes room for a shipment: evicts those that had no request since they were last considered.
   */
  private void evict() {
    for (int i = 0; i < EVICTION_SCAN && actors.size() >= limits.resident(); i++) {
      ShipmentActor actor = actors.firstEntry().getValue();
      if (actor.wasUsed() || !actor.isEvictable()) {
        actors.putLast(actor.id(), actor);
      } else {
        actors.remove(actor.id());
      }
    }
  }

  void remove(ShipmentActor actor) {
    actors.remove(actor.id(), actor);
  }

  void setWaiting(ShipmentActor actor, boolean isWaiting) {
    if (isWaiting) {
      waiting.add(actor);
    } else {
      waiting.remove(actor);
    }
  }

  /** All events below this offset were passed to the output, or are duplicates. */
  long settled() {
    return loads.firstWaiting(events.next());
  }

  /** Whether the position log may have positions of a shipment without a booking. */
  boolean mayHavePositions(String shipmentId) {
    return unbookedPositions.mayHave(shipmentId);
  }

  void windowLoadStarted() {
    windowsLoading++;
  }

  void windowLoadEnded() {
    windowsLoading--;
  }

  private void onEvent(LogEntry<StoredEvent> entry) {
    if (closed) {
      return;
    }
    output.read(entry);
    if (parked.holds(entry.key())) {
      return;
    }
    ShipmentActor actor = actors.get(entry.key());
    if (actor == null) {
      actor = add(entry.key());
    }
    actor.onEvent(entry);
  }

  private void onPosition(LogEntry<LoggedPosition> entry) {
    ShipmentActor actor = actors.get(entry.key());
    boolean newDevice = actor == null || actor.devices().onPosition(entry);
    if (closed) {
      return;
    }
    if (actor == null && entry.fact() != null) {
      replication.missed(entry.key(), entry.fact().deviceId(), entry.fact().sequenceNumber());
    }
    if (actor == null || !actor.isBooked()) {
      unbookedPositions.add(entry.key());
    }
    output.position(entry, newDevice);
  }

  /** A position that an actor has appended and marked. */
  void ownPosition(LogEntry<LoggedPosition> entry, boolean newDevice) {
    if (!closed) {
      output.position(entry, newDevice);
    }
  }

  static void refuse(Completable<ShardAnswer> answer, ProblemCode code, String detail) {
    answer.succeed(new Refused(code, detail));
  }
}
