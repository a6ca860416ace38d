package io.quayside.shard.actor;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/**
 * The writer of one log partition: the actors of its hot shipments, its two feeds, and the bounds
 * they share. It never trusts to be the only writer; what it answers is what the log has confirmed.
 *
 * <p>Confined to one context; all I/O is behind {@link Log}, {@link ShipmentStore} and {@link
 * ShardOutput}, so that a simulation can run it step by step.
 */
public final class Shard {
  /** How many shipments are looked at when one more gets hot. */
  private static final int EVICTION_LOOK = 64;

  private static final long LOOK_MILLIS = 1_000;

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

  /** Where records are written before they are as long as they are. */
  final JsonWriter encodeBuffer = new JsonWriter(1_024);

  /**
   * Those looked at last for eviction are the last. An order by use would have every request write
   * to three more places in memory.
   */
  private final LinkedHashMap<String, ShipmentActor> hot = new LinkedHashMap<>();

  /** Those that wait for something, hence need the tick. */
  private final Set<ShipmentActor> busy = new LinkedHashSet<>();

  /** Offsets of events that wait for their shipment to be loaded. */
  private final TreeSet<Long> deferred = new TreeSet<>();

  /** Shipments of which positions came, but not their booking, as far as is known here. */
  private final Set<String> reportedEarly = new HashSet<>();

  /** The highest protocol number that every member of the cluster understands. */
  private final IntSupplier agreedProtocol;

  private final BulkThrottle bulkThrottle;

  /** While many updates are taken, the time for all of them; else null. */
  private Instant sharedNow;

  private boolean tooManyReported;
  private int loading;
  private int opening;
  private boolean closed;
  private long nextLookMillis;

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
      IntSupplier agreedProtocol,
      InstantSource clock,
      ShardLimits limits,
      Metrics metrics) {
    this.store = store;
    this.output = output;
    this.replication = replication;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
    this.agreedProtocol = agreedProtocol;
    this.clock = clock;
    this.limits = limits;
    this.metrics = metrics;
    this.bulkThrottle = new BulkThrottle(output, clock);
    this.events =
        new LogFeed<>(
            eventLog,
            eventsFrom,
            codec::decode,
            this::onEvent,
            () -> metrics.jump("shipment-events"));
    this.positions =
        new LogFeed<>(
            positionLog,
            positionsFrom,
            PositionCodec::decode,
            this::onPosition,
            () -> metrics.jump("shipment-positions"));
  }

  /** Completes when all that is in both logs now has been handed on. */
  public Future<Void> catchUp() {
    return Future.all(events.catchUp(), positions.catchUp()).mapEmpty();
  }

  /** The time, cut to milliseconds. */
  Instant now() {
    return sharedNow != null ? sharedNow : Instant.ofEpochMilli(clock.millis());
  }

  /** Answers a request, once; never fails but by a defect. */
  public void ask(ShardRequest request, Completable<ShardAnswer> answer) {
    switch (request) {
      case TakePositions all -> askAll(all.tracks(), answer);
      case OfShipment one -> askOne(one, answer);
    }
  }

  private void askAll(List<TakePosition> tracks, Completable<ShardAnswer> answer) {
    AnswerCollector answers = new AnswerCollector(tracks.size(), bulkThrottle.before(answer));
    sharedNow = Instant.ofEpochMilli(clock.millis());
    try {
      for (int i = 0; i < tracks.size(); i++) {
        askOne(tracks.get(i), answers.at(i));
      }
    } finally {
      sharedNow = null;
    }
  }

  private void askOne(OfShipment request, Completable<ShardAnswer> answer) {
    if (request instanceof Decide decide && !isKnownToAll(decide.command())) {
      refuse(answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "Not all nodes know this yet");
      return;
    }
    if (output.full() && !(request instanceof ShardRequest.ReadVersion)) {
      metrics.overflow("projection");
      refuse(answer, ProblemCode.OVERLOADED, "The read models are too far behind");
      return;
    }
    if (events.inFlight() + positions.inFlight() >= limits.inFlight()) {
      metrics.overflow("appends");
      refuse(answer, ProblemCode.OVERLOADED, "Too many appends of this shard are under way");
      return;
    }
    ShipmentActor actor = hot.get(request.shipmentId());
    if (actor == null) {
      if (loading >= limits.loading()) {
        metrics.overflow("loading");
        refuse(answer, ProblemCode.OVERLOADED, "Too many shipments of this shard are loading");
        return;
      }
      actor = warm(request.shipmentId());
    }
    actor.ask(request, answer);
  }

  /** A node of an older version would park the shipment, for it does not know the event. */
  private boolean isKnownToAll(Command command) {
    return contexts.typeOf(command).protocol() <= agreedProtocol.getAsInt();
  }

  /**
   * To be called a few times a second: gives up what is overdue, repeats what failed, saves what is
   * to be kept, and looks whether another writer has been there, who would else be noticed only at
   * the next append.
   */
  public void tick() {
    List.copyOf(busy).forEach(ShipmentActor::tick);
    replication.tick(clock.millis(), positions.next());
    bulkThrottle.release();
    if (clock.millis() >= nextLookMillis) {
      // All shards of a node look together, which is one question to the log.
      nextLookMillis = (clock.millis() / LOOK_MILLIS + 1) * LOOK_MILLIS;
      events.checkEnd();
      positions.checkEnd();
    }
  }

  /** The first event offset that has not been read. */
  public long eventsNext() {
    return events.next();
  }

  /** The first position offset that has not been read. */
  public long positionsNext() {
    return positions.next();
  }

  /** Shipments in memory. */
  public int hotShipments() {
    return hot.size();
  }

  /** Whether nobody waits for an answer, but for what {@link #close} tells. */
  public boolean atRest() {
    return busy.isEmpty()
        && loading == 0
        && opening == 0
        && events.inFlight() + positions.inFlight() == 0;
  }

  /**
   * Answers every command that is undecided: the shard is given up. What still comes from the logs
   * is its successor's: here nothing is projected any more, so nothing could be loaded either. Only
   * who waits for an update's append is told of it.
   */
  public void close() {
    closed = true;
    List.copyOf(hot.values()).forEach(ShipmentActor::close);
    bulkThrottle.close();
  }

  private ShipmentActor warm(String shipmentId) {
    evict();
    ShipmentActor actor = new ShipmentActor(shipmentId, this);
    hot.put(shipmentId, actor);
    return actor;
  }

  private void evict() {
    for (int i = 0; i < EVICTION_LOOK && hot.size() >= limits.hot(); i++) {
      ShipmentActor actor = hot.firstEntry().getValue();
      if (actor.usedSinceLooked() || !actor.evictable()) {
        hot.putLast(actor.id(), actor);
      } else {
        hot.remove(actor.id());
      }
    }
  }

  void cool(ShipmentActor actor) {
    hot.remove(actor.id(), actor);
  }

  void busy(ShipmentActor actor, boolean isBusy) {
    if (isBusy) {
      busy.add(actor);
    } else {
      busy.remove(actor);
    }
  }

  void defer(LogEntry<StoredEvent> entry) {
    deferred.add(entry.offset());
  }

  void resume(LogEntry<StoredEvent> entry) {
    deferred.remove(entry.offset());
  }

  /** The first event offset that has not been handed on, or settled as a duplicate. */
  long settled() {
    return deferred.isEmpty() ? events.next() : deferred.first();
  }

  /** Whether positions of a shipment may have come before its booking: the logs are two. */
  boolean mayHaveReported(String shipmentId) {
    return tooManyReported || reportedEarly.contains(shipmentId);
  }

  void loadStarted() {
    loading++;
  }

  void loadEnded() {
    loading--;
  }

  void openStarted() {
    opening++;
  }

  void openEnded() {
    opening--;
  }

  private void onEvent(LogEntry<StoredEvent> entry) {
    if (closed) {
      return;
    }
    output.read(entry);
    ShipmentActor actor = hot.get(entry.key());
    if (actor == null) {
      actor = warm(entry.key());
    }
    actor.onEvent(entry);
  }

  private void onPosition(LogEntry<LoggedPosition> entry) {
    ShipmentActor actor = hot.get(entry.key());
    boolean newDevice = actor == null || actor.devices().onPosition(entry);
    if (closed) {
      return;
    }
    if (actor == null && entry.fact() != null) {
      replication.missed(entry.key(), entry.fact().deviceId(), entry.fact().sequenceNumber());
    }
    if ((actor == null || !actor.isBooked()) && !tooManyReported) {
      reportedEarly.add(entry.key());
      tooManyReported = reportedEarly.size() > limits.hot();
    }
    output.position(entry, newDevice);
  }

  /** What a booked shipment in memory has appended, and has taken note of. */
  void ownPosition(LogEntry<LoggedPosition> entry, boolean newDevice) {
    if (!closed) {
      output.position(entry, newDevice);
    }
  }

  static void refuse(Completable<ShardAnswer> answer, ProblemCode code, String detail) {
    answer.succeed(new Refused(code, detail));
  }
}
