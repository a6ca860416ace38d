package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries the read models. Every future fails with {@code temporarily-unavailable} where PostgreSQL
 * does not answer within {@link #SECONDS}.
 */
public final class ReadModels {
  private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);
  private static final long SECONDS = 4;
  private static final long SAY_EVERY_NANOS = 1_000_000_000;

  /** The order of the positions' key, read backwards. */
  private static final String NEWEST_FIRST =
      "order by observed_at desc, device_id desc, sequence_epoch desc, sequence desc";

  private static final String VIEW =
      """
      select s.shipment_id, s.version, s.state, p.value as position, p.log_offset
      from shipments s left join lateral (
        select value, log_offset from positions
        where shipment_id = s.shipment_id %s limit 1
      ) p on true
      """
          .formatted(NEWEST_FIRST);

  private static final String STREAM =
      """
      select s.shipment_id, s.version, s.state, array(
        select value from events
        where shipment_id = s.shipment_id and version > s.version - %d order by version
      ) as last_events
      from shipments s where s.shipment_id = $1
      """
          .formatted(ShipmentStream.RECEIPTS);

  /** Scans all positions of the shipment, but only for a device known to report for it. */
  private static final String WINDOW =
      """
      select sequence_epoch, sequence from positions where shipment_id = $1 and device_id = $2
        and exists (select from devices where shipment_id = $1 and device_id = $2)
      order by sequence_epoch desc, sequence desc limit %d
      """
          .formatted(SequenceWindow.WIDTH);

  private final Pool pool;
  private final Contexts contexts;
  private final StreamRows rows;
  private final AtomicLong lastSaidNanos = new AtomicLong(System.nanoTime() - SAY_EVERY_NANOS);

  public ReadModels(Pool pool, Contexts contexts) {
    this.pool = pool;
    this.contexts = contexts;
    this.rows = new StreamRows(contexts);
  }

  /** A shipment as last projected, or null. */
  public Future<ShipmentView> shipment(String shipmentId) {
    return ask(VIEW + " where s.shipment_id = $1", Tuple.of(shipmentId))
        .map(found -> found.size() == 0 ? null : ShipmentView.of(found.iterator().next(), rows));
  }

  /** The shipments that a principal may read, newest booking first; each filter may be null. */
  public Future<List<ShipmentView>> shipments(Principal principal, ShipmentFilter filter) {
    StringBuilder sql = new StringBuilder(VIEW).append(" where ");
    Tuple parameters = Tuple.tuple();
    SqlScope.append(sql, parameters, principal);
    equal(sql, parameters, "s.status", filter.status());
    equal(sql, parameters, "s.carrier", filter.carrier());
    equal(sql, parameters, "s.shipper", filter.shipper());
    if (filter.after() != null) {
      parameters.addValue(filter.after().bookedAtUtc()).addString(filter.after().shipmentId());
      sql.append(" and (s.booked_at, s.shipment_id) < ($")
          .append(parameters.size() - 1)
          .append(", $")
          .append(parameters.size())
          .append(')');
    }
    parameters.addInteger(filter.limit());
    sql.append(" order by s.booked_at desc, s.shipment_id desc limit $").append(parameters.size());
    return ask(sql.toString(), parameters)
        .map(
            found -> {
              List<ShipmentView> views = new ArrayList<>(found.size());
              found.forEach(row -> views.add(ShipmentView.of(row, rows)));
              return views;
            });
  }

  private static void equal(
      StringBuilder sql, Tuple parameters, String column, @Nullable String value) {
    if (value != null) {
      parameters.addString(value);
      sql.append(" and ").append(column).append(" = $").append(parameters.size());
    }
  }

  /**
   * The events above a version, in version order, as the log has them; whether they may be read is
   * judged by the caller.
   */
  public Future<List<HistoricEvent>> events(String shipmentId, int after, int limit) {
    return events(
        new StringBuilder("select version, value from events where shipment_id = $1"),
        Tuple.of(shipmentId),
        after,
        limit);
  }

  /** As above, of a shipment that a principal may read; none of any other shipment. */
  public Future<List<HistoricEvent>> events(
      Principal principal, String shipmentId, int after, int limit) {
    Tuple parameters = Tuple.of(shipmentId);
    StringBuilder sql =
        new StringBuilder("select version, value from events where shipment_id = $1");
    readable(sql, parameters, principal);
    return events(sql, parameters, after, limit);
  }

  private Future<List<HistoricEvent>> events(
      StringBuilder sql, Tuple parameters, int after, int limit) {
    sql.append(" and version > $").append(parameters.addInteger(after).size());
    sql.append(" order by version limit $").append(parameters.addInteger(limit).size());
    return ask(sql.toString(), parameters)
        .map(
            rows -> {
              List<HistoricEvent> events = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      events.add(
                          new HistoricEvent(
                              row.getInteger("version"), row.getBuffer("value").getBytes())));
              return events;
            });
  }

  /** Narrows a query to the shipment $1 if a principal may read it. */
  private static void readable(StringBuilder sql, Tuple parameters, Principal principal) {
    sql.append(" and exists (select from shipments s where s.shipment_id = $1 and ");
    SqlScope.append(sql, parameters, principal);
    sql.append(')');
  }

  /**
   * Positions of a shipment that a principal may read, newest observation first, as JSON objects;
   * none of any other shipment.
   */
  public Future<List<byte[]>> positions(Principal principal, String shipmentId, int limit) {
    Tuple parameters = Tuple.of(shipmentId);
    StringBuilder sql = new StringBuilder("select value from positions where shipment_id = $1");
    readable(sql, parameters, principal);
    sql.append(' ').append(NEWEST_FIRST);
    sql.append(" limit $").append(parameters.addInteger(limit).size());
    return ask(sql.toString(), parameters)
        .map(
            rows -> {
              List<byte[]> positions = new ArrayList<>(rows.size());
              rows.forEach(row -> positions.add(row.getBuffer("value").getBytes()));
              return positions;
            });
  }

  /** The stream of a shipment as last projected; empty if it was never booked. */
  public Future<ShipmentStream> stream(String shipmentId) {
    return ask(STREAM, Tuple.of(shipmentId))
        .map(
            found ->
                found.size() == 0
                    ? contexts.empty(shipmentId)
                    : rows.stream(found.iterator().next()));
  }

  /** The receipt of the shipment's command with that key, however old, or null. */
  public Future<Receipt> receipt(String shipmentId, String keyPart) {
    return ask(
            "select value from events where shipment_id = $1 and starts_with(command_id, $2)",
            Tuple.of(shipmentId, keyPart))
        .map(
            found ->
                found.size() == 0
                    ? null
                    : rows.receipt(found.iterator().next().getBuffer("value")));
  }

  /** The ids of the shipment's commands up to a version. */
  public Future<List<String>> commandIds(String shipmentId, int upTo) {
    return ask(
            "select command_id from events where shipment_id = $1 and version <= $2",
            Tuple.of(shipmentId, upTo))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>(rows.size());
              rows.forEach(row -> ids.add(row.getString("command_id")));
              return ids;
            });
  }

  /** The highest sequences of a device, as a window. */
  public Future<SequenceWindow> window(String shipmentId, String deviceId) {
    return ask(WINDOW, Tuple.of(shipmentId, deviceId))
        .map(
            rows -> {
              SequenceWindow window = new SequenceWindow();
              rows.forEach(
                  row ->
                      window.mark(
                          new SequenceNumber(
                              row.getInteger("sequence_epoch"), row.getLong("sequence"))));
              return window;
            });
  }

  /** The checkpoint of a shard; zeros for one that was never projected. */
  public Future<Checkpoint> checkpoint(int shard) {
    return ask(
            "select events_next, positions_next from checkpoints where shard = $1", Tuple.of(shard))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new Checkpoint(shard, 0, 0);
              }
              Row row = rows.iterator().next();
              return new Checkpoint(
                  shard, row.getLong("events_next"), row.getLong("positions_next"));
            });
  }

  /** Succeeds if PostgreSQL answers. */
  public Future<Void> check() {
    return ask("select 1", Tuple.tuple()).mapEmpty();
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .timeout(SECONDS, TimeUnit.SECONDS)
        .recover(
            failure -> {
              say(failure);
              return Future.failedFuture(
                  new ProblemException(
                      new Problem(
                          ProblemCode.TEMPORARILY_UNAVAILABLE, "The read models do not answer")));
            });
  }

  /** Logs a failure at most once per second. */
  private void say(Throwable failure) {
    long now = System.nanoTime();
    long last = lastSaidNanos.get();
    if (now - last > SAY_EVERY_NANOS && lastSaidNanos.compareAndSet(last, now)) {
      LOG.warn("a query failed: cause={}", failure.toString());
    }
  }

  /** An event of the history: its version, and its bytes as the log has them. */
  public record HistoricEvent(int version, byte[] value) {}

  /** The filter of a list of shipments; null means any value. */
  public record ShipmentFilter(
      @Nullable String status,
      @Nullable String carrier,
      @Nullable String shipper,
      int limit,
      @Nullable Cursor after) {}

  /** A place in the list of shipments: after the shipment with this booking time and id. */
  public record Cursor(Instant bookedAt, String shipmentId) {
    java.time.OffsetDateTime bookedAtUtc() {
      return bookedAt.atOffset(java.time.ZoneOffset.UTC);
    }
  }
}
