package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.cluster.Shards;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.readmodel.ReadModels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Replays: sets lanes or cursors back in PostgreSQL and raises the epochs, so that the owner takes
 * the webhook over anew. May be asked on every node.
 */
public final class Replays {
  private static final long SECONDS = 5;
  private static final long LOOK_MILLIS = 200;

  /** An owner that has sent everything has written so within half a second. */
  private static final int LOOKS = 6;

  /** Whether events of a shipment before a version may not have been sent, as the cursor has it. */
  private static final String BEHIND =
      """
      select exists (select from events e, consumer_cursors c
        where c.consumer = $1 and c.shard = $3 and e.shipment_id = $2::text
          and e.version < $4::int and e.log_offset >= c.next_offset) as behind
      """;

  /**
   * An earlier version of a lane that is not parked; a lane that is further back stays. A shipment
   * without a lane gets one from its first event at or after the cursor on, if that is earlier: it
   * may not have been sent yet. The owner may be ahead of a lane's row, so the row changes in any
   * case, for the owner goes on with what it has where a row is as it was written. A letter is
   * parked a moment before its lane.
   */
  private static final String SHIPMENT =
      """
      with cursor as materialized (
        select shard, next_offset from consumer_cursors
        where consumer = $1 and shard = $3 for update
      ), parked as materialized (
        select from dead_letters
        where consumer = $1 and shipment_id = $2::text and state = 'PARKED'
      ), lane as (
        insert into consumer_lanes as l
          (consumer, shipment_id, shard, next_version, state, attempts, next_attempt_at, replay_to)
        select $1, $2::text, $3::int,
          least($4::int, (select min(version) from events
            where shipment_id = $2::text and log_offset >= cursor.next_offset)),
          'RETRYING', 0, now(), $5::int from cursor
        where not exists (select from parked)
        on conflict (consumer, shipment_id) do update set
          next_version = least(l.next_version, $4::int),
          attempts = case when l.next_version > $4::int then 0 else l.attempts end,
          first_failed_at = case when l.next_version > $4::int then null
            else l.first_failed_at end,
          next_attempt_at = case when l.next_version > $4::int then excluded.next_attempt_at
            else l.next_attempt_at + interval '1 microsecond' end,
          error = case when l.next_version > $4::int then null else l.error end,
          http_status = case when l.next_version > $4::int then null else l.http_status end,
          replay_to = greatest(l.replay_to, excluded.replay_to)
        where l.state = 'RETRYING'
        returning shipment_id
      ), raised as (
        update consumer_cursors c set epoch = c.epoch + 1 from lane
        where c.consumer = $1 and c.shard = $3
      )
      select exists (select from cursor) as known,
        (select l.state from consumer_lanes l where l.consumer = $1 and l.shipment_id = $2)
          as state,
        exists (select from parked) as parked
      """;

  /**
   * Lanes whose next event comes by the feed, again or for the first time, are removed. Every
   * cursor goes back by an event at least: the owner, which knows more than it has written, reads
   * from a cursor anew if it has moved.
   */
  private static final String SINCE =
      """
      with held as materialized (
        select shard from consumer_cursors where consumer = $1 order by shard for update
      ), moved as (
        update consumer_cursors c set
          replay_to = greatest(c.replay_to, c.next_offset),
          next_offset = greatest(least(c.next_offset - 1, t.place), 0),
          epoch = c.epoch + 1
        from unnest($2::int[], $3::bigint[]) as t (shard, place), held
        where c.consumer = $1 and c.shard = t.shard and held.shard = t.shard
        returning c.shard, c.next_offset
      ), lanes as (
        delete from consumer_lanes l using moved
        where l.consumer = $1 and l.shard = moved.shard and l.state = 'RETRYING'
          and not exists (
            select from events e where e.shipment_id = l.shipment_id
              and e.version = l.next_version and coalesce(e.log_offset, -1) < moved.next_offset)
      )
      select count(*) as moved from moved
      """;

  /** By how much a record's time in Kafka may differ from its event's. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final Pool pool;
  private final ReadModels readModels;
  private final Contexts contexts;
  private final Places places;
  private final Scheduler scheduler;
  private final int shards;

  /** Places in the log by time. */
  @FunctionalInterface
  public interface Places {
    /** By shard, the offset of the first record at or after a time; the end if there is none. */
    Future<List<Long>> at(Instant time);
  }

  /** {@code shards}: of the cluster; {@code pool} reads the current read models. */
  public Replays(
      Pool pool,
      ReadModels readModels,
      Contexts contexts,
      Places places,
      Scheduler scheduler,
      int shards) {
    this.pool = pool;
    this.readModels = readModels;
    this.contexts = contexts;
    this.places = places;
    this.scheduler = scheduler;
    this.shards = shards;
  }

  /**
   * The current version of a shipment in a webhook's view; fails with {@code shipment-not-found}
   * for any other.
   */
  public Future<Integer> currentVersion(Webhook webhook, String shipmentId) {
    return readModels
        .shipment(shipmentId)
        .map(
            view -> {
              if (view == null || !EventFilter.sees(contexts, webhook, view.stream())) {
                throw Rights.NO_SHIPMENT.toException();
              }
              return view.version();
            });
  }

  /**
   * Has a shipment's events sent again, from a version to the current one and on; from an earlier
   * one if the webhook is behind, so that none is left out. Fails with {@code illegal-transition}
   * if the shipment's lane is parked.
   */
  public Future<Void> replay(Webhook webhook, String shipmentId, int from, int current) {
    return awaitCursor(webhook.webhookId(), shipmentId, from, 1)
        .compose(v -> ofShipment(webhook.webhookId(), shipmentId, from, current + 1))
        .compose(Replays::requireDone);
  }

  /** Waits a moment for the cursor: it may only not be written yet. */
  private Future<Void> awaitCursor(String webhookId, String shipmentId, int from, int look) {
    int shard = Shards.of(shipmentId, shards);
    String consumer = WebhookOwner.consumerOf(webhookId);
    return ask(BEHIND, Tuple.of(consumer, shipmentId, shard, from))
        .compose(
            rows -> {
              if (!rows.iterator().next().getBoolean("behind") || look == LOOKS) {
                return Future.succeededFuture();
              }
              Promise<Void> paused = Promise.promise();
              scheduler.schedule(LOOK_MILLIS, paused::complete);
              return OnContext.here(paused.future())
                  .compose(v -> awaitCursor(webhookId, shipmentId, from, look + 1));
            });
  }

  /** Has all events sent again that were recorded since a time, and maybe some earlier ones. */
  public Future<Void> replay(Webhook webhook, Instant since) {
    return places
        .at(since.minus(CLOCKS_APART))
        .compose(offsets -> since(webhook.webhookId(), offsets))
        .compose(Replays::requireDone);
  }

  private static Future<Void> requireDone(Replays.Result result) {
    return switch (result) {
      case DONE -> Future.succeededFuture();
      case PARKED ->
          Future.failedFuture(
              new Problem(
                      ProblemCode.ILLEGAL_TRANSITION,
                      "The shipment's lane is parked: redrive or discard its dead letter first")
                  .toException());
      case UNKNOWN ->
          Future.failedFuture(
              new Problem(
                      ProblemCode.TEMPORARILY_UNAVAILABLE, "The webhook has not been started yet")
                  .toException());
    };
  }

  /** What became of a request. */
  private enum Result {
    DONE,
    /** The shipment's lane is parked. */
    PARKED,
    /** No owner has taken the webhook over yet. */
    UNKNOWN
  }

  private Future<Result> ofShipment(String webhookId, String shipmentId, int from, int replayTo) {
    int shard = Shards.of(shipmentId, shards);
    String consumer = WebhookOwner.consumerOf(webhookId);
    return ask(SHIPMENT, Tuple.of(consumer, shipmentId, shard, from, replayTo))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (!row.getBoolean("known")) {
                return Result.UNKNOWN;
              }
              return row.getBoolean("parked") || "PARKED".equals(row.getString("state"))
                  ? Result.PARKED
                  : Result.DONE;
            });
  }

  /** {@code places} has by shard the offset that the cursor goes back to. */
  private Future<Result> since(String webhookId, List<Long> places) {
    Integer[] shards = new Integer[places.size()];
    for (int shard = 0; shard < shards.length; shard++) {
      shards[shard] = shard;
    }
    String consumer = WebhookOwner.consumerOf(webhookId);
    return ask(SINCE, Tuple.of(consumer, shards, places.toArray(Long[]::new)))
        .map(
            rows ->
                rows.iterator().next().getLong("moved") == shards.length
                    ? Result.DONE
                    : Result.UNKNOWN);
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
