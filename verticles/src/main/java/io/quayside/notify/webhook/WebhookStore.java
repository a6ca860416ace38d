package io.quayside.notify.webhook;

import io.quayside.common.sql.Transactions;
import io.quayside.notify.lane.LaneStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** States of webhooks and the log of attempts in PostgreSQL. */
final class WebhookStore {
  private static final long SECONDS = 5;

  private static final String FENCE =
      """
      with fence as materialized (
        select c.shard from consumer_cursors c
        join unnest($2::int[], $3::bigint[]) as t (shard, epoch) using (shard, epoch)
        where c.consumer = $1 order by c.shard for update of c
      ), owner as materialized (
        select from (select count(*) as held from fence) f where f.held = cardinality($2::int[])
      )
      """;

  private static final String SAVE =
      FENCE
          + """
          insert into webhook_states as s
            (webhook_id, state, reason, state_since, last_success_at, applied_version)
          select $4::text, $5::text, $6::text, $7::timestamptz, $8::timestamptz, $9::int
          from owner
          on conflict (webhook_id) do update set
            state = excluded.state, reason = excluded.reason, state_since = excluded.state_since,
            last_success_at = excluded.last_success_at, applied_version = excluded.applied_version
          """;

  /** Sets the cursors to where the webhook starts anew, and removes its lanes. */
  private static final String RESTART =
      FENCE
          + """
          , lanes as (
            delete from consumer_lanes l using owner where l.consumer = $1
          )
          update consumer_cursors c set next_offset = t.start, replay_to = 0
          from unnest($2::int[], $4::bigint[]) as t (shard, start), owner
          where c.consumer = $1 and c.shard = t.shard
          """;

  private static final String ATTEMPTS =
      """
      insert into webhook_attempts (webhook_id, shipment_id, event_id, type, attempt, at,
        duration_ms, http_status, error, next_attempt_at, replay)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[],
        $6::timestamptz[], $7::bigint[], $8::int[], $9::text[], $10::timestamptz[], $11::bool[])
      """;

  private static final String CONSUMERS =
      """
      select consumer from consumer_cursors where consumer like 'webhook:%'
      union
      select consumer from dead_letters where consumer like 'webhook:%' and state = 'PARKED'
      """;

  private static final List<String> OF_WEBHOOK =
      List.of(
          "delete from consumer_lanes where consumer = $1",
          "delete from consumer_cursors where consumer = $1",
          "delete from webhook_states where webhook_id = split_part($1, ':', 2)",
          "delete from webhook_attempts where webhook_id = split_part($1, ':', 2)");

  private final Pool pool;

  WebhookStore(Pool pool) {
    this.pool = pool;
  }

  /** By id, what is kept of these webhooks. */
  Future<Map<String, WebhookStatus>> statuses(Collection<String> webhookIds) {
    return ask(
            "select * from webhook_states where webhook_id = any($1)",
            Tuple.of(webhookIds.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, WebhookStatus> statuses = HashMap.newHashMap(rows.size());
              rows.forEach(row -> statuses.put(row.getString("webhook_id"), status(row)));
              return statuses;
            });
  }

  private static WebhookStatus status(Row row) {
    String reason = row.getString("reason");
    return new WebhookStatus(
        WebhookState.valueOf(row.getString("state")),
        reason == null ? null : DisableReason.valueOf(reason),
        row.getOffsetDateTime("state_since").toInstant(),
        LaneStore.instant(row, "last_success_at"),
        row.getInteger("applied_version"));
  }

  /** Writes a state as the owner with these epochs; false if another one is the owner. */
  Future<Boolean> save(
      String consumer, Map<Integer, Long> epochs, String webhookId, WebhookStatus status) {
    Tuple row =
        fenced(consumer, epochs)
            .addString(webhookId)
            .addString(status.state().name())
            .addString(status.reason() == null ? null : status.reason().name())
            .addValue(LaneStore.utc(status.since()))
            .addValue(LaneStore.utc(status.lastSuccessAt()))
            .addInteger(status.appliedVersion());
    return ask(SAVE, row).map(rows -> rows.rowCount() == 1);
  }

  /** Starts anew as the owner with these epochs; false if another one is the owner. */
  Future<Boolean> restart(String consumer, Map<Integer, Long> epochs, List<Long> starts) {
    Long[] offsets = epochs.keySet().stream().map(starts::get).toArray(Long[]::new);
    return ask(RESTART, fenced(consumer, epochs).addValue(offsets))
        .map(rows -> rows.rowCount() == epochs.size());
  }

  private static Tuple fenced(String consumer, Map<Integer, Long> epochs) {
    return Tuple.of(
        consumer, epochs.keySet().toArray(Integer[]::new), epochs.values().toArray(Long[]::new));
  }

  Future<Void> add(List<DeliveryAttempt> attempts) {
    Tuple row =
        Tuple.of(
            attempts.stream().map(DeliveryAttempt::webhookId).toArray(String[]::new),
            attempts.stream().map(one -> one.event().shipmentId()).toArray(String[]::new),
            attempts.stream().map(one -> one.event().stored().id()).toArray(String[]::new),
            attempts.stream().map(one -> one.event().stored().type()).toArray(String[]::new),
            attempts.stream().map(DeliveryAttempt::attempt).toArray(Integer[]::new));
    row.addValue(
            attempts.stream().map(one -> LaneStore.utc(one.at())).toArray(OffsetDateTime[]::new))
        .addValue(attempts.stream().map(one -> one.result().durationMillis()).toArray(Long[]::new))
        .addValue(attempts.stream().map(one -> one.result().httpStatus()).toArray(Integer[]::new))
        .addValue(attempts.stream().map(WebhookStore::errorOf).toArray(String[]::new))
        .addValue(
            attempts.stream()
                .map(one -> LaneStore.utc(one.nextAttemptAt()))
                .toArray(OffsetDateTime[]::new))
        .addValue(attempts.stream().map(DeliveryAttempt::replay).toArray(Boolean[]::new));
    return ask(ATTEMPTS, row).mapEmpty();
  }

  private static @Nullable String errorOf(DeliveryAttempt attempt) {
    AttemptError error = attempt.result().error();
    return error == null ? null : error.word();
  }

  /** Removes attempts that are older than so many days. */
  Future<Void> removeAttempts(int days) {
    return ask(
            "delete from webhook_attempts where at < now() - $1 * interval '1 day'", Tuple.of(days))
        .mapEmpty();
  }

  /** The consumers of webhooks that have cursors or parked letters. */
  Future<List<String>> consumers() {
    return ask(CONSUMERS, Tuple.tuple())
        .map(
            rows -> {
              List<String> consumers = new ArrayList<>(rows.size());
              rows.forEach(row -> consumers.add(row.getString(0)));
              return consumers;
            });
  }

  /** Removes all rows of a webhook that was removed. */
  Future<Void> remove(String consumer) {
    return Transactions.in(
        pool,
        connection -> {
          Future<Void> done = Future.succeededFuture();
          for (String delete : OF_WEBHOOK) {
            done =
                done.compose(
                    v -> connection.preparedQuery(delete).execute(Tuple.of(consumer)).mapEmpty());
          }
          return done;
        });
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
