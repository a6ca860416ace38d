package io.quayside.notify.webhook;

import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queries of attempts and lanes. */
public final class DeliveryLog {
  private static final long SECONDS = 4;

  private final Pool pool;

  public DeliveryLog(Pool pool) {
    this.pool = pool;
  }

  /**
   * The filter of a list of attempts; null: any.
   *
   * @param ok whether those that succeeded or those that failed
   * @param after the id of the last attempt of the page before
   */
  public record Filter(
      @Nullable String shipmentId,
      @Nullable Boolean ok,
      @Nullable Instant since,
      @Nullable Long after,
      int limit) {}

  /** An attempt as it is listed. */
  public record Listed(
      long id,
      String eventId,
      String type,
      int attempt,
      Instant at,
      long durationMillis,
      @Nullable Integer httpStatus,
      @Nullable String error,
      @Nullable Instant nextAttemptAt,
      boolean replay) {}

  /** A lane as it is listed. */
  public record ListedLane(String consumer, String shipmentId, Progress progress) {
    /** The letter of a lane that is parked. */
    public String letterId() {
      return Letter.idOf(LetterSource.WEBHOOK, consumer, shipmentId, progress.nextVersion());
    }
  }

  /** Attempts of a webhook, newest first. */
  public Future<List<Listed>> attempts(String webhookId, Filter filter) {
    StringBuilder sql = new StringBuilder("select * from webhook_attempts where webhook_id = $1");
    Tuple parameters = Tuple.of(webhookId);
    if (filter.shipmentId != null) {
      sql.append(" and shipment_id = $").append(parameters.addString(filter.shipmentId).size());
    }
    if (filter.ok != null) {
      sql.append(" and error is ").append(filter.ok ? "null" : "not null");
    }
    if (filter.since != null) {
      sql.append(" and at >= $").append(parameters.addValue(LaneStore.utc(filter.since)).size());
    }
    if (filter.after != null) {
      sql.append(" and id < $").append(parameters.addLong(filter.after).size());
    }
    sql.append(" order by id desc limit $").append(parameters.addInteger(filter.limit).size());
    return ask(sql.toString(), parameters, DeliveryLog::listed);
  }

  private static Listed listed(Row row) {
    return new Listed(
        row.getLong("id"),
        row.getString("event_id"),
        row.getString("type"),
        row.getInteger("attempt"),
        row.getOffsetDateTime("at").toInstant(),
        row.getLong("duration_ms"),
        row.getInteger("http_status"),
        row.getString("error"),
        LaneStore.instant(row, "next_attempt_at"),
        row.getBoolean("replay"));
  }

  /** Lanes of a webhook by shipment. */
  public Future<List<ListedLane>> lanes(
      String webhookId, @Nullable LaneState state, @Nullable String after, int limit) {
    StringBuilder sql = new StringBuilder("select * from consumer_lanes where consumer = $1");
    Tuple parameters = Tuple.of(WebhookOwner.consumerOf(webhookId));
    if (state != null) {
      sql.append(" and state = $").append(parameters.addString(state.name()).size());
    }
    if (after != null) {
      sql.append(" and shipment_id > $").append(parameters.addString(after).size());
    }
    sql.append(" order by shipment_id limit $").append(parameters.addInteger(limit).size());
    return ask(
        sql.toString(),
        parameters,
        row ->
            new ListedLane(
                row.getString("consumer"), row.getString("shipment_id"), LaneStore.progress(row)));
  }

  private <T> Future<List<T>> ask(String sql, Tuple parameters, Function<Row, T> read) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .timeout(SECONDS, TimeUnit.SECONDS)
        .map(
            (RowSet<Row> rows) -> {
              List<T> items = new ArrayList<>(rows.size());
              rows.forEach(row -> items.add(read.apply(row)));
              return items;
            });
  }
}
