package io.quayside.notify.letter;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.sql.Transactions;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.letter.LetterRecord.Discarded;
import io.quayside.notify.letter.LetterRecord.Parked;
import io.quayside.notify.letter.LetterRecord.Redriven;
import io.quayside.notify.letter.LetterRecord.Versioned;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The read model of dead letters. A record with version n counts if the letter is at n − 1; every
 * other one is passed over. What a redrive or discard does to a lane is in the same transaction.
 */
final class LetterStore {
  private static final long SECONDS = 5;

  private static final String MADE =
      """
      insert into dead_letters (letter_id, letter_version, state, tenant, source, consumer, code,
        shipment_id, version, first_at, last_at, shard, record_offsets, letter, caller, original)
      values ($1, 1, 'PARKED', $2, $3, $4, $5, $6, $7, $8, $9, $10, array[$11::bigint], $12, $13,
        $14)
      on conflict do nothing
      """;

  private static final String PARKED_AGAIN =
      """
      update dead_letters set letter_version = $2, state = 'PARKED', code = $3, last_at = $4,
        letter = $5, reason = null, redrive_due = false, record_offsets = (array[$6::bigint] || record_offsets)[1:8]
      where letter_id = $1 and letter_version = $2 - 1 and state = 'REDRIVEN'
      """;

  private static final String HANDED_BACK =
      """
      update dead_letters set letter_version = $2, state = $3, reason = $4,
        redrive_due = $3 = 'REDRIVEN' and consumer is null,
        record_offsets = (array[$5::bigint] || record_offsets)[1:8]
      where letter_id = $1 and letter_version = $2 - 1 and state = 'PARKED'
      returning consumer, shipment_id, version, shard
      """;

  private static final String RAISE =
      "update consumer_cursors set epoch = epoch + 1 where consumer = $1 and shard = $2";

  /**
   * Also a lane that is not parked yet: its letter is parked a moment before. The owner must see
   * that its row was changed, or it would park a lane whose letter is redriven.
   */
  private static final String LANE_DUE =
      """
      update consumer_lanes set state = 'RETRYING', next_attempt_at = now()
      where consumer = $1 and shipment_id = $2 and next_version = $3
      """;

  /** Likewise of a lane that is not parked yet. */
  private static final String LANE_BEHIND =
      """
      update consumer_lanes set state = 'RETRYING', next_attempt_at = now(),
        next_version = next_version + 1, attempts = 0, first_failed_at = null, error = null,
        http_status = null
      where consumer = $1 and shipment_id = $2 and next_version = $3
      """;

  /** All columns but {@code original}. */
  private static final String COLUMNS =
      "letter_id, letter_version, state, tenant, reason, caller, shard, record_offsets, letter";

  private static final String DUE =
      "select "
          + COLUMNS
          + ", original from dead_letters where redrive_due and shard = any($1)"
          + " order by first_at, letter_id limit 100";

  private static final String DONE =
      """
      update dead_letters set redrive_due = false
      where letter_id = $1 and letter_version = $2 and redrive_due
      """;

  private static final String CURSOR =
      """
      insert into dead_letter_cursors as c (shard, next_offset) values ($1, $2)
      on conflict (shard) do update set next_offset = greatest(c.next_offset, excluded.next_offset)
      """;

  private final Pool pool;

  /** The read of {@link #cursors} that is under way, which all callers share. */
  private @Nullable Future<Map<Integer, Long>> reading;

  /** Used by one event loop. */
  LetterStore(Pool pool) {
    this.pool = pool;
  }

  /** A record with its offset and the caller that it was written for. */
  record Placed(long offset, @Nullable String caller, Versioned record) {}

  /** By shard, up to where the topic is projected. */
  Future<Map<Integer, Long>> cursors() {
    Future<Map<Integer, Long>> shared = reading;
    if (shared == null) {
      shared = readCursors();
      reading = shared;
      shared.onComplete(done -> reading = null);
    }
    return shared;
  }

  private Future<Map<Integer, Long>> readCursors() {
    return ask(pool, "select shard, next_offset from dead_letter_cursors", Tuple.tuple())
        .map(
            rows -> {
              Map<Integer, Long> cursors = HashMap.newHashMap(rows.size());
              rows.forEach(row -> cursors.put(row.getInteger(0), row.getLong(1)));
              return cursors;
            });
  }

  /** Applies records of a shard in their order, in one transaction with its cursor. */
  Future<Void> apply(int shard, List<Placed> records, long next) {
    return Transactions.in(
            pool,
            connection -> {
              Future<Void> done = Future.succeededFuture();
              for (Placed placed : records) {
                done = done.compose(v -> apply(connection, shard, placed));
              }
              return done.compose(v -> ask(connection, CURSOR, Tuple.of(shard, next)))
                  .<Void>mapEmpty();
            })
        .timeout(2 * SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Void> apply(SqlConnection connection, int shard, Placed placed) {
    int version = placed.record.version();
    return switch (placed.record.record()) {
      case Parked(Letter letter) -> park(connection, shard, placed, version, letter);
      case Redriven(String letterId) ->
          handBack(
              connection, Tuple.of(letterId, version, "REDRIVEN", null, placed.offset), LANE_DUE);
      case Discarded(String letterId, String reason) ->
          handBack(
              connection,
              Tuple.of(letterId, version, "DISCARDED", reason, placed.offset),
              LANE_BEHIND);
    };
  }

  private static Future<Void> park(
      SqlConnection connection, int shard, Placed placed, int version, Letter letter) {
    JsonWriter json = new JsonWriter(512).beginObject();
    letter.write(json);
    json.optional("sha256", letter.sha256());
    Buffer value = Buffer.buffer(json.endObject().toBytes());
    if (version > 1) {
      return ask(
              connection,
              PARKED_AGAIN,
              Tuple.of(letter.letterId(), version, letter.cause().code())
                  .addValue(LaneStore.utc(letter.cause().lastAt()))
                  .addBuffer(value)
                  .addLong(placed.offset))
          .mapEmpty();
    }
    return ask(
            connection,
            MADE,
            Tuple.of(letter.letterId(), letter.tenant(), letter.source().word())
                .addString(letter.consumer())
                .addString(letter.cause().code())
                .addString(letter.shipmentId())
                .addInteger(letter.version())
                .addValue(LaneStore.utc(letter.cause().firstAt()))
                .addValue(LaneStore.utc(letter.cause().lastAt()))
                .addInteger(shard)
                .addLong(placed.offset)
                .addBuffer(value)
                .addString(placed.caller)
                .addBuffer(letter.original() == null ? null : Buffer.buffer(letter.original())))
        .mapEmpty();
  }

  private static Future<Void> handBack(SqlConnection connection, Tuple letter, String laneChange) {
    return ask(connection, HANDED_BACK, letter)
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture();
              }
              Row row = rows.iterator().next();
              String consumer = row.getString("consumer");
              if (consumer == null) {
                return Future.succeededFuture();
              }
              Tuple lane =
                  Tuple.of(consumer, row.getString("shipment_id"), row.getInteger("version"));
              // Cursors are locked before lanes, as an owner's writes lock them.
              return ask(connection, RAISE, Tuple.of(consumer, row.getInteger("shard")))
                  .compose(raised -> ask(connection, laneChange, lane))
                  .<Void>mapEmpty();
            });
  }

  /** A letter with its original, or null. */
  Future<@Nullable KeptLetter> letter(String letterId) {
    return ask(
            pool,
            "select " + COLUMNS + ", original from dead_letters where letter_id = $1",
            Tuple.of(letterId))
        .map(rows -> rows.size() == 0 ? null : kept(rows.iterator().next()));
  }

  /** Letters of these shards, with their originals, whose redrive is to be made, some at once. */
  Future<List<KeptLetter>> due(Set<Integer> shards) {
    return ask(pool, DUE, Tuple.of(shards.toArray(Integer[]::new))).map(LetterStore::all);
  }

  /** The redrive of a letter was made. */
  Future<Void> redriveDone(KeptLetter kept) {
    return ask(pool, DONE, Tuple.of(kept.letter().letterId(), kept.version())).mapEmpty();
  }

  /** Letters that a condition holds for, without their originals. */
  Future<List<KeptLetter>> letters(String condition, Tuple parameters) {
    return ask(pool, "select " + COLUMNS + " from dead_letters where " + condition, parameters)
        .map(LetterStore::all);
  }

  private static List<KeptLetter> all(RowSet<Row> rows) {
    List<KeptLetter> letters = new ArrayList<>(rows.size());
    rows.forEach(row -> letters.add(kept(row)));
    return letters;
  }

  /** The parked letters of these shards. */
  Future<ParkedLetters> parked(Set<Integer> shards) {
    return ask(
            pool,
            "select source, code, count(*) as parked, min(first_at) as oldest from dead_letters"
                + " where state = 'PARKED' and shard = any($1) group by source, code",
            Tuple.of(shards.toArray(Integer[]::new)))
        .map(
            rows -> {
              Map<List<String>, Long> counts = new HashMap<>();
              Map<String, Instant> oldest = new HashMap<>();
              for (Row row : rows) {
                String source = row.getString("source");
                counts.put(List.of(source, row.getString("code")), row.getLong("parked"));
                oldest.merge(
                    source,
                    row.getOffsetDateTime("oldest").toInstant(),
                    (some, other) -> some.isBefore(other) ? some : other);
              }
              return new ParkedLetters(counts, oldest);
            });
  }

  /** The current version of a shipment; 0 if there is none. */
  Future<Integer> currentVersion(String shipmentId) {
    return ask(pool, "select version from shipments where shipment_id = $1", Tuple.of(shipmentId))
        .map(rows -> rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0));
  }

  private static KeptLetter kept(Row row) {
    Buffer value = row.getBuffer("letter");
    Letter letter =
        Letter.read(new StoredFields(Json.parseObject(value.getBytes())), row.getString("tenant"));
    boolean whole = row.getColumnIndex("original") >= 0;
    Buffer original = whole ? row.getBuffer("original") : null;
    return new KeptLetter(
        original == null ? letter : letter.withOriginal(original.getBytes()),
        row.getInteger("letter_version"),
        LetterState.valueOf(row.getString("state")),
        row.getString("reason"),
        row.getString("caller"),
        row.getInteger("shard"),
        Arrays.asList(row.getArrayOfLongs("record_offsets")));
  }

  private static Future<RowSet<Row>> ask(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
