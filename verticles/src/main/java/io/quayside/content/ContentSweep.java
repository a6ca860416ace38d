package io.quayside.content;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes contents that nothing names, and what uploads that nobody goes on with have staged;
 * measures what is stored. Each node sweeps, and takes time from PostgreSQL alone.
 *
 * <p>A content goes if its last put or submission attempt is too old, no document in the read
 * models names it, no event that is not projected yet has its hash, and no shipment of its tenant
 * is parked: events behind a dead letter are in the log alone, below the checkpoint. The order
 * makes that safe: an event of a submission comes after the attempt's touch, which a removal looks
 * at last, and a parked shipment has its row before the checkpoint passes its events. Confined to
 * the scheduler's event loop.
 */
public final class ContentSweep {
  private static final Logger LOG = LoggerFactory.getLogger(ContentSweep.class);
  private static final int BATCH = 100;
  private static final long SECONDS = 60;
  private static final long MEASURE_MILLIS = 15_000;
  private static final long LONGEST_PERIOD_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** A parked shipment without a row may be of any tenant. */
  private static final String NOT_NAMED =
      """
      not exists (
        select from document_contents c join shipments s on s.shipment_id = c.shipment_id
        where c.sha256 = b.sha256 and s.tenant = b.tenant
      ) and not exists (
        select from parked_shipments p left join shipments s on s.shipment_id = p.shipment_id
        where coalesce(s.tenant, b.tenant) = b.tenant
      )
      """;

  private static final String OLD =
      """
      select tenant, sha256, touched_at from blobs b
      where touched_at < now() - $1 * interval '1 millisecond' and %s
      order by touched_at limit %d
      """
          .formatted(NOT_NAMED, BATCH);

  /** What was touched meanwhile stays. */
  private static final String REMOVE =
      """
      delete from blobs b
      using unnest($1::text[], $2::text[], $3::timestamptz[]) as old (tenant, sha256, touched_at)
      where b.tenant = old.tenant and b.sha256 = old.sha256 and b.touched_at = old.touched_at
        and %s
      """
          .formatted(NOT_NAMED);

  private static final String REMOVE_UPLOADS =
      "delete from blob_uploads where alive_at < now() - $1 * interval '1 millisecond'";

  private final Scheduler scheduler;
  private final Pool pool;
  private final UnprojectedEvents unprojected;
  private final long orphanMillis;
  private final long uploadMillis;
  private final List<Cancellable> timers = new ArrayList<>();
  private boolean sweeping;
  private volatile long storedBytes;

  /** {@code uploadsAfter}: how long an upload under way may stage nothing. */
  public ContentSweep(
      Scheduler scheduler,
      Pool pool,
      UnprojectedEvents unprojected,
      Duration orphansAfter,
      Duration uploadsAfter) {
    this.scheduler = scheduler;
    this.pool = pool;
    this.unprojected = unprojected;
    this.orphanMillis = orphansAfter.toMillis();
    this.uploadMillis = uploadsAfter.toMillis();
  }

  /** Sweeps from now on. */
  public void start() {
    long period = Math.min(orphanMillis / 4, LONGEST_PERIOD_MILLIS);
    timers.add(scheduler.scheduleEvery(period, this::sweep));
    timers.add(scheduler.scheduleEvery(Math.min(period, MEASURE_MILLIS), this::measure));
    measure();
  }

  /** Sweeps no more. */
  public void close() {
    timers.forEach(Cancellable::cancel);
    timers.clear();
  }

  /** The sizes of all contents of the cluster together, as of late. */
  public long storedBytes() {
    return storedBytes;
  }

  private void measure() {
    ask("select coalesce(sum(size_bytes), 0)::bigint as bytes from blobs", Tuple.tuple())
        .onSuccess(rows -> storedBytes = rows.iterator().next().getLong("bytes"));
    ask(REMOVE_UPLOADS, Tuple.of(uploadMillis));
  }

  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    removeOrphans()
        .onFailure(failure -> LOG.warn("contents are not swept: cause={}", failure.toString()))
        .onComplete(done -> sweeping = false);
  }

  private Future<Void> removeOrphans() {
    return ask(OLD, Tuple.of(orphanMillis))
        .compose(
            old ->
                old.size() == 0
                    ? Future.succeededFuture()
                    : unprojected.hashes().compose(hashes -> remove(old, hashes)));
  }

  private Future<Void> remove(RowSet<Row> old, Set<String> named) {
    List<String> tenants = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<OffsetDateTime> touched = new ArrayList<>();
    for (Row row : old) {
      if (!named.contains(row.getString("sha256"))) {
        tenants.add(row.getString("tenant"));
        hashes.add(row.getString("sha256"));
        touched.add(row.getOffsetDateTime("touched_at"));
      }
    }
    Tuple parameters =
        Tuple.of(
            tenants.toArray(String[]::new),
            hashes.toArray(String[]::new),
            touched.toArray(OffsetDateTime[]::new));
    return ask(REMOVE, parameters)
        .compose(
            removed -> {
              if (removed.rowCount() > 0) {
                LOG.info("contents removed that nothing names: count={}", removed.rowCount());
              }
              return old.size() == BATCH && removed.rowCount() > 0
                  ? removeOrphans()
                  : Future.succeededFuture();
            });
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
