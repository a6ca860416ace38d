package io.quayside.readmodel;

import io.quayside.common.sql.Transactions;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rows of one shard's parked shipments, and what a redrive writes for them. */
public final class ParkingStore {
  private static final long SECONDS = 10;

  private static final String SAVE =
      """
      insert into parked_shipments (shipment_id, shard, letter_id, next_offset, reason)
      values ($1, $2, $3, $4, $5)
      on conflict (shipment_id) do update set letter_id = excluded.letter_id,
        next_offset = excluded.next_offset, reason = excluded.reason
      """;

  private final Pool pool;
  private final ShardGenerations generations;
  private final PostgresSink sink;
  private final Contexts contexts;
  private final int shard;

  public ParkingStore(
      Vertx vertx, Pool pool, ShardGenerations generations, Contexts contexts, int shard) {
    this.pool = pool;
    this.generations = generations;
    this.sink = new PostgresSink(vertx, pool, shard, generations::written);
    this.contexts = contexts;
    this.shard = shard;
  }

  /**
   * A row.
   *
   * @param nextOffset the first record of the shipment's log that is not in the read models
   */
  public record Parked(String shipmentId, String letterId, long nextOffset, String reason) {}

  /** The parked shipments of the shard. */
  public Future<List<Parked>> all() {
    return ask(pool, "select * from parked_shipments where shard = $1", Tuple.of(shard))
        .map(
            rows -> {
              List<Parked> parked = new ArrayList<>(rows.size());
              for (Row row : rows) {
                parked.add(
                    new Parked(
                        row.getString("shipment_id"),
                        row.getString("letter_id"),
                        row.getLong("next_offset"),
                        row.getString("reason")));
              }
              return parked;
            });
  }

  /** The shipments of the shard whose booking process stands behind a dead letter. */
  public Future<List<String>> standingProcesses() {
    return ask(
            pool,
            "select shipment_id from dead_letters"
                + " where source = 'saga' and state = 'PARKED' and shard = $1",
            Tuple.of(shard))
        .map(
            rows -> {
              List<String> standing = new ArrayList<>(rows.size());
              rows.forEach(row -> standing.add(row.getString(0)));
              return standing;
            });
  }

  /** Writes the row of a shipment. */
  public Future<Void> save(Parked parked) {
    return ask(
            pool,
            SAVE,
            Tuple.of(parked.shipmentId, shard, parked.letterId, parked.nextOffset, parked.reason))
        .mapEmpty();
  }

  /** Removes the row of a shipment that a letter has parked. */
  public Future<Void> remove(String shipmentId, String letterId) {
    return ask(
            pool,
            "delete from parked_shipments where shipment_id = $1 and letter_id = $2",
            Tuple.of(shipmentId, letterId))
        .mapEmpty();
  }

  /**
   * Writes events of one parked shipment in their order, each in one transaction with the lanes of
   * the consumers that have passed it. Completes with the first that is refused, or null.
   */
  public Future<Refused.@Nullable OfEvent> restore(List<Change> changes) {
    if (changes.isEmpty()) {
      return Future.succeededFuture();
    }
    Change next = changes.getFirst();
    Batch batch = new Batch(contexts, 0, 0);
    batch.add(next.entry(), next.after(), 0);
    return Transactions.in(
            pool,
            connection ->
                sink.write(connection, batch, true)
                    .compose(
                        v ->
                            ask(
                                connection,
                                takeUp(),
                                Tuple.of(shard, next.entry().key(), next.after().version()))))
        .<@Nullable String>map(done -> null)
        .recover(this::refusal)
        .compose(
            reason ->
                reason == null
                    ? restore(changes.subList(1, changes.size()))
                    : Future.succeededFuture(
                        new Refused.OfEvent(next.entry(), next.after(), reason)));
  }

  /**
   * Each consumer gets a lane from the first event on that was missing, or from the shipment's
   * first event at or after its cursor, if that is earlier: how far it really is, is not known, for
   * cursors are written later than events are sent. The lane ends by itself where the consumer has
   * not passed its events. All are taken over again before they go on.
   */
  private String takeUp() {
    return """
    with raised as (
      update consumer_cursors set epoch = epoch + 1 where shard = $1
      returning consumer, next_offset, replay_to
    ), lanes as (
      insert into consumer_lanes
        (consumer, shipment_id, shard, next_version, state, attempts, next_attempt_at, replay_to)
      select consumer, $2, $1,
        least($3, (select min(version) from %1$s.events
          where shipment_id = $2 and log_offset >= next_offset)),
        'RETRYING', 0, now(),
        coalesce((select max(version) + 1 from %1$s.events
          where shipment_id = $2 and version < $3 and log_offset < raised.replay_to), 0)
      from raised
      on conflict (consumer, shipment_id) do nothing
    )
    insert into lane_generations as g (shard, number) values ($1, 1)
    on conflict (shard) do update set number = g.number + 1
    """
        .formatted(Generation.schema(generations.home()));
  }

  /** Writes a position; completes with the reason why it is refused, or null. */
  public Future<@Nullable String> restore(LogEntry<LoggedPosition> position) {
    Batch batch = new Batch(contexts, 0, 0);
    batch.add(position, true);
    return sink.write(pool, batch.withoutOffsets(), true)
        .<@Nullable String>map(done -> null)
        .recover(this::refusal);
  }

  private Future<@Nullable String> refusal(Throwable failure) {
    String reason = sink.refusal(failure);
    return reason == null ? Future.failedFuture(failure) : Future.succeededFuture(reason);
  }

  private static Future<RowSet<Row>> ask(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
