package io.quayside.node;

import io.quayside.cluster.Topics;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.Letter.Origin;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.Redriver.Refusal;
import io.quayside.readmodel.Change;
import io.quayside.readmodel.ParkingStore;
import io.quayside.readmodel.Projection;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.actor.ParkedShipment;
import io.quayside.shard.actor.Shard;
import io.quayside.shard.actor.UnreadableRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes parked shipments of one shard up again: reads their log on from where it was parked, writes
 * its events with the lanes of their consumers, and then has the shard go on. Confined to the
 * shard's context.
 */
final class ShardRecovery {
  private static final long AGAIN_MILLIS = 50;

  private final Vertx vertx;
  private final int number;
  private final Shard shard;
  private final Projection projection;
  private final ShardParking parking;
  private final Stores stores;
  private final Contexts contexts;
  private final EventCodec codec;
  private final InstantSource clock = InstantSource.system();

  /** Where records are read from, and rows are written to. */
  record Stores(Log events, Log positions, ReadModels models, ParkingStore parked) {}

  ShardRecovery(
      Vertx vertx,
      int number,
      Shard shard,
      Projection projection,
      ShardParking parking,
      Stores stores,
      Contexts contexts) {
    this.vertx = vertx;
    this.number = number;
    this.shard = shard;
    this.projection = projection;
    this.parking = parking;
    this.stores = stores;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
  }

  /** One attempt for a letter of this shard; see {@link io.quayside.notify.letter.Redriver}. */
  Future<Optional<Refusal>> redrive(KeptLetter kept) {
    Origin origin = kept.letter().origin();
    if (origin != null && origin.topic().equals(Topics.POSITIONS)) {
      return position(origin.offset());
    }
    String shipmentId = kept.letter().shipmentId();
    String letterId = kept.letter().letterId();
    if (kept.letter().source() == LetterSource.SAGA && shipmentId != null) {
      return shard
          .process
          .retry(kept.letter().tenant(), shipmentId)
          .map(
              defect ->
                  Optional.ofNullable(defect)
                      .map(
                          why ->
                              new Refusal(ShardParking.RULE_FAILED, ShardParking.ruleDetail(why))));
    }
    ParkedShipment row = shipmentId == null ? null : shard.parked.row(shipmentId);
    if (shipmentId == null || row == null || !row.letterId().equals(letterId)) {
      // Taken up before, and possibly parked by another record since.
      return stores
          .parked
          .remove(shipmentId == null ? "" : shipmentId, letterId)
          .map(Optional.empty());
    }
    return stores.models.stream(shipmentId)
        .compose(stream -> readOn(new Reading(letterId, stream, row.nextOffset(), null)));
  }

  /**
   * A shipment's log as far as it was read on.
   *
   * @param letterId the letter that is redriven
   * @param stream what is written
   * @param next the first offset that was not read
   * @param fault what it cannot go on with, or null
   */
  private record Reading(String letterId, ShipmentStream stream, long next, @Nullable Fault fault) {
    Reading at(ShipmentStream after, long offset) {
      return new Reading(letterId, after, offset, null);
    }

    Reading stopped(Letter letter, long offset) {
      return new Reading(letterId, stream, offset, new Fault(letter, offset));
    }
  }

  private record Fault(Letter letter, long offset) {}

  private Future<Optional<Refusal>> readOn(Reading reading) {
    if (reading.fault != null) {
      return stop(reading.letterId, reading.fault);
    }
    String shipmentId = reading.stream.shipmentId();
    long end = shard.eventsNext();
    if (reading.next < end) {
      return stores
          .events
          .read(reading.next, end)
          .compose(chunk -> take(reading, chunk.records(), Math.min(end, chunk.next())))
          .compose(this::readOn);
    }
    if (!shard.parked.release(shipmentId, reading.stream, reading.next)) {
      return vertx.timer(AGAIN_MILLIS).compose(t -> readOn(reading));
    }
    projection.release(shipmentId);
    return stores.parked.remove(shipmentId, reading.letterId).map(Optional.empty());
  }

  /** Another record, or the same one again, cannot be applied: the shipment stays parked. */
  private Future<Optional<Refusal>> stop(String letterId, Fault fault) {
    Letter letter = fault.letter;
    if (letter.letterId().equals(letterId)) {
      return Future.succeededFuture(
          Optional.of(new Refusal(letter.cause().code(), letter.cause().detail())));
    }
    return parking
        .park(letter, fault.offset)
        .map(
            row -> {
              shard.parked.moved(row);
              return Optional.empty();
            });
  }

  /** Applies and writes the shipment's events among some records. */
  private Future<Reading> take(Reading reading, List<LogRecord> records, long next) {
    List<Change> changes = new ArrayList<>();
    Reading read = reading;
    for (LogRecord record : records) {
      if (record.offset() < next && reading.stream.shipmentId().equals(record.key())) {
        read = follow(read, record, changes);
        if (read.fault != null) {
          break;
        }
      }
    }
    Reading after = read.fault == null ? read.at(read.stream, next) : read;
    return stores
        .parked
        .restore(changes)
        .map(
            refused ->
                refused == null
                    ? after
                    : reading.stopped(
                        ShardParking.letter(number, refused, clock.instant()), refused.offset()));
  }

  private Reading follow(Reading reading, LogRecord record, List<Change> changes) {
    ShipmentStream before = reading.stream;
    StoredEvent stored = decoded(before.shipmentId(), record);
    LogEntry<StoredEvent> entry =
        new LogEntry<>(
            record.offset(), before.shipmentId(), record.value(), stored, record.caller());
    if (stored == null) {
      return unreadable(reading, UnreadableRecord.UNDECODABLE, "cannot be decoded", entry);
    }
    if (stored.version() <= before.version()) {
      return reading;
    }
    if (stored.version() > before.version() + 1) {
      return unreadable(
          reading,
          UnreadableRecord.VERSION_GAP,
          "has version " + stored.version() + " behind version " + before.version(),
          entry);
    }
    try {
      ShipmentStream after = contexts.apply(before, stored);
      changes.add(new Change(entry, after));
      return reading.at(after, record.offset() + 1);
    } catch (IllegalStateException impossible) {
      return unreadable(
          reading,
          UnreadableRecord.UNDECODABLE,
          "cannot follow: " + impossible.getMessage(),
          entry);
    }
  }

  private Reading unreadable(
      Reading reading, String code, String what, LogEntry<StoredEvent> entry) {
    StoredEvent stored = entry.fact();
    UnreadableRecord record =
        new UnreadableRecord(
            code,
            "the record at offset " + entry.offset() + ' ' + what,
            reading.stream.tenant(),
            stored == null ? null : stored.version(),
            entry);
    return reading.stopped(ShardParking.letter(number, record, clock.instant()), entry.offset());
  }

  private @Nullable StoredEvent decoded(String shipmentId, LogRecord record) {
    try {
      return record.value() == null ? null : codec.decode(shipmentId, record.value());
    } catch (UndecodableEventException undecodable) {
      return null;
    }
  }

  private Future<Optional<Refusal>> position(long offset) {
    return stores
        .positions
        .read(offset, offset + 1)
        .compose(
            chunk ->
                chunk.records().isEmpty()
                    ? Future.succeededFuture()
                    : restored(chunk.records().getFirst(), offset))
        .map(
            reason ->
                reason == null
                    ? Optional.<Refusal>empty()
                    : Optional.of(
                        new Refusal(
                            ShardParking.PROJECTION_REFUSED,
                            "PostgreSQL refuses the position with SQLSTATE " + reason)));
  }

  private Future<@Nullable String> restored(LogRecord record, long offset) {
    String key = record.key();
    byte[] value = record.value();
    if (key == null || value == null || record.offset() != offset) {
      return Future.succeededFuture();
    }
    LoggedPosition position = PositionCodec.decode(key, value);
    return stores.parked.restore(new LogEntry<>(offset, key, value, position, record.caller()));
  }
}
