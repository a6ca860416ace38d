package io.quayside.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.Letter.Cause;
import io.quayside.notify.letter.Letter.Origin;
import io.quayside.notify.letter.LetterSource;
import io.quayside.readmodel.ParkingStore;
import io.quayside.readmodel.ParkingStore.Parked;
import io.quayside.readmodel.ReadPlace;
import io.quayside.readmodel.Refused;
import io.quayside.readmodel.RefusedRows;
import io.quayside.shard.actor.ParkedShipment;
import io.quayside.shard.actor.ParkedShipments;
import io.quayside.shard.actor.Shard;
import io.quayside.shard.actor.UnreadableRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks what one shard cannot go on with: first the letter in Kafka, then the row of the parked
 * shipment. Confined to the shard's context.
 */
final class ShardParking implements RefusedRows {
  static final String PROJECTION_REFUSED = "projection-refused";
  static final String RULE_FAILED = "rule-failed";

  private static final Logger LOG = LoggerFactory.getLogger(ShardParking.class);
  private static final long AGAIN_MILLIS = 1_000;

  /** Letters of one second about records of nobody, at most. */
  private static final int NOBODYS_PER_SECOND = 10;

  /** At so many records of nobody whose letters are not durable no more of the log is read. */
  private static final int NOBODYS_WAITING = 100;

  private final Vertx vertx;
  private final Context context;
  private final int shard;
  private final ShardLetters letters;
  private final ParkingStore store;
  private final Metrics metrics;
  private final InstantSource clock = InstantSource.system();
  private @Nullable ParkedShipments parked;
  private boolean closed;
  private long nobodysSecond;
  private int nobodysTaken;

  /** Records of nobody whose letters are not durable. */
  private int nobodysWaiting;

  ShardParking(
      Vertx vertx,
      Context context,
      int shard,
      ShardLetters letters,
      ParkingStore store,
      Metrics metrics) {
    this.vertx = vertx;
    this.context = context;
    this.shard = shard;
    this.letters = letters;
    this.store = store;
    this.metrics = metrics;
  }

  /** Tells these of shipments whose rows are refused. */
  void tell(ParkedShipments told) {
    parked = told;
  }

  void close() {
    closed = true;
  }

  /** Has a shard pass over what is parked behind its checkpoint, which was read before. */
  static Shard inherit(Shard shard, List<Parked> parked) {
    shard.parked.inherit(
        parked.stream()
            .map(
                row ->
                    new ParkedShipment(
                        row.shipmentId(), row.letterId(), row.nextOffset(), row.reason()))
            .toList());
    return shard;
  }

  /** The letter about a record that a shipment cannot follow. */
  static Letter letter(int shard, UnreadableRecord record, Instant now) {
    byte[] value = record.entry().value();
    return Letter.ofRecord(
        LetterSource.DECODE,
        record.tenant(),
        record.entry().key(),
        record.version(),
        new Origin(Topics.EVENTS, shard, record.entry().offset()),
        value == null || mayBeSealed(value) ? null : value,
        Cause.now(record.code(), record.detail(), now));
  }

  /** Whether a record may have an amount that operators never see. */
  private static boolean mayBeSealed(byte[] value) {
    return new String(value, ISO_8859_1).contains("bidding.");
  }

  /** The letter about a record whose rows PostgreSQL refuses. */
  static Letter letter(int shard, Refused refused, Instant now) {
    Cause cause =
        Cause.now(
            PROJECTION_REFUSED,
            "PostgreSQL refuses the rows of the record with SQLSTATE " + refused.reason(),
            now);
    return switch (refused) {
      case Refused.OfEvent event ->
          Letter.ofEvent(
              LetterSource.PROJECTION,
              null,
              event.stream().tenant(),
              event.shipmentId(),
              event.stream().version(),
              new Origin(Topics.EVENTS, shard, event.offset()),
              cause);
      case Refused.OfPosition position ->
          Letter.ofRecord(
              LetterSource.PROJECTION,
              PositionCodec.decode(position.entry().bytes()).tenant(),
              position.shipmentId(),
              null,
              new Origin(Topics.POSITIONS, shard, position.offset()),
              null,
              cause);
    };
  }

  /** Parks a letter with the row of its shipment, whose log goes on at an offset. */
  Future<ParkedShipment> park(Letter letter, long nextOffset) {
    String shipmentId = Objects.requireNonNull(letter.shipmentId());
    String reason = letter.cause().detail();
    return letters
        .park(letter, context)
        .compose(
            kept ->
                store
                    .save(new Parked(shipmentId, letter.letterId(), nextOffset, reason))
                    .map(new ParkedShipment(shipmentId, letter.letterId(), nextOffset, reason)));
  }

  /** Parks a shipment; tried until that is durable. */
  Future<ParkedShipment> unreadable(UnreadableRecord record) {
    metrics.consumerErrors.count(ConsumerErrors.PROJECTION);
    Promise<ParkedShipment> done = Promise.promise();
    unreadable(record, letter(shard, record, clock.instant()), done);
    return done.future();
  }

  private void unreadable(UnreadableRecord record, Letter letter, Promise<ParkedShipment> done) {
    if (closed) {
      return;
    }
    park(letter, record.entry().offset())
        .onComplete(
            done::complete,
            failure -> {
              Faults.report("parking a shipment", failure);
              vertx.setTimer(AGAIN_MILLIS, t -> unreadable(record, letter, done));
            });
  }

  @Override
  public Future<?> park(Refused refused) {
    Letter letter = letter(shard, refused, clock.instant());
    LOG.error(
        "rows refused: shipmentId={} shard={} offset={} code={} letterId={}",
        refused.shipmentId(),
        shard,
        refused.offset(),
        refused.reason(),
        letter.letterId());
    if (refused instanceof Refused.OfPosition) {
      return letters.park(letter, context);
    }
    return park(letter, refused.offset())
        .onSuccess(row -> Objects.requireNonNull(parked).park(row));
  }

  /**
   * Parks the booking process of a shipment, whose rules have thrown; tried until it is durable.
   */
  void ruleFailed(ShipmentStream stream, RuntimeException defect) {
    metrics.consumerErrors.count(ConsumerErrors.SAGA);
    Letter letter =
        Letter.ofEvent(
            LetterSource.SAGA,
            null,
            stream.tenant(),
            stream.shipmentId(),
            stream.version(),
            null,
            Cause.now(RULE_FAILED, ruleDetail(defect), clock.instant()));
    LOG.error(
        "a rule has failed: shipmentId={} shard={} letterId={}",
        stream.shipmentId(),
        shard,
        letter.letterId(),
        defect);
    parkProcess(letter);
  }

  static String ruleDetail(RuntimeException defect) {
    return "A rule of the booking process has failed with " + defect.getClass().getSimpleName();
  }

  private void parkProcess(Letter letter) {
    if (!closed) {
      letters
          .park(letter, context)
          .onFailure(
              failure -> {
                Faults.report("parking a booking process", failure);
                vertx.setTimer(AGAIN_MILLIS, t -> parkProcess(letter));
              });
    }
  }

  /** Whether so many letters are not durable that reading on would exceed the bound. */
  boolean isBehind() {
    return nobodysWaiting >= NOBODYS_WAITING;
  }

  /**
   * Keeps a record that is nobody's as a letter, some of them a second. Completes once that is
   * durable, tried until then; at once if it is one too many. The checkpoint of positions is held
   * meanwhile.
   */
  Future<Void> nobodys(String topic, LogRecord record, ReadPlace positions) {
    metrics.consumerErrors.count(ConsumerErrors.TOPIC);
    long second = clock.millis() / 1_000;
    if (second != nobodysSecond) {
      nobodysSecond = second;
      nobodysTaken = 0;
    }
    if (nobodysTaken++ >= NOBODYS_PER_SECOND) {
      metrics.foreign("topic", "dropped", 1);
      LOG.debug("record of nobody: topic={} shard={} offset={}", topic, shard, record.offset());
      return Future.succeededFuture();
    }
    Letter letter =
        Letter.ofRecord(
            LetterSource.FOREIGN,
            Letter.NO_TENANT,
            null,
            null,
            new Origin(topic, shard, record.offset()),
            record.value(),
            Cause.now(
                UnreadableRecord.UNDECODABLE,
                "The record is neither an event nor a position of a shipment",
                clock.instant()));
    nobodysWaiting++;
    Promise<Void> done = Promise.promise();
    keep(letter, done);
    if (topic.equals(Topics.POSITIONS) && !done.future().isComplete()) {
      positions.hold(record.offset());
      done.future().onSuccess(v -> positions.release(record.offset()));
    }
    return done.future();
  }

  private void keep(Letter letter, Promise<Void> done) {
    if (closed) {
      return;
    }
    letters
        .park(letter, context)
        .onComplete(
            kept -> {
              nobodysWaiting--;
              metrics.foreign("topic", "parked", 1);
              done.complete();
            },
            failure -> {
              Faults.report("keeping a record of nobody", failure);
              vertx.setTimer(AGAIN_MILLIS, t -> keep(letter, done));
            });
  }
}
