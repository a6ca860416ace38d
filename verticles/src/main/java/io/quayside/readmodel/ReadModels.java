package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries the read models. Every future fails with {@code temporarily-unavailable} where PostgreSQL
 * does not answer within 4 s.
 */
public final class ReadModels {
  /** The order of the positions' key, read backwards. */
  static final String NEWEST_FIRST =
      "order by observed_at desc, device_id desc, sequence_epoch desc, sequence desc";

  private static final String VIEW = view("shipments s");

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

  private final QueryPool pool;
  private final Contexts contexts;
  private final StreamRows rows;
  private final Boards boards;
  private final SagaReadModel sagas;
  private final BoardCounts boardCounts;
  private final Identifiers identifiers;

  public ReadModels(GenerationPool pool, Contexts contexts) {
    this.pool = new QueryPool(pool);
    this.contexts = contexts;
    this.rows = new StreamRows(contexts);
    this.boards = new Boards(this.pool, rows);
    this.sagas = new SagaReadModel(this.pool);
    this.boardCounts = new BoardCounts(this.pool);
    this.identifiers = new Identifiers(this.pool);
  }

  /** Numbers of tenders and documents across shipments. */
  public BoardCounts boardCounts() {
    return boardCounts;
  }

  /** Shipments by what others call them. */
  public Identifiers identifiers() {
    return identifiers;
  }

  /** Bookings across shipments. */
  public SagaReadModel sagas() {
    return sagas;
  }

  /**
   * Selects rows of a {@link ShipmentView} from a source that has the columns of a shipment as s.
   */
  static String view(String source) {
    return """
    select s.shipment_id, s.version, s.state, p.value as position, p.log_offset
    from %s left join lateral (
      select value, log_offset from positions
      where shipment_id = s.shipment_id %s limit 1
    ) p on true
    """
        .formatted(source, NEWEST_FIRST);
  }

  /** A shipment as last projected, or null. */
  public Future<ShipmentView> shipment(String shipmentId) {
    return pool.ask(VIEW + " where s.shipment_id = $1", Tuple.of(shipmentId))
        .map(found -> found.size() == 0 ? null : ShipmentView.of(found.iterator().next(), rows));
  }

  /** The lists across shipments. */
  public Boards boards() {
    return boards;
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
    return pool.ask(sql.toString(), parameters)
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
    sql.append(SqlScope.condition(new Statement(parameters), principal)).append(')');
  }

  /**
   * Positions of a shipment that a principal may read, newest observation first, as JSON objects;
   * none of any other shipment.
   */
  public Future<List<PositionFilter.Found>> positions(
      Principal principal, String shipmentId, PositionFilter filter) {
    Tuple parameters = Tuple.of(shipmentId);
    StringBuilder sql =
        new StringBuilder(
            "select value, observed_at, device_id, sequence_epoch, sequence"
                + " from positions where shipment_id = $1");
    readable(sql, parameters, principal);
    if (filter.since() != null) {
      sql.append(" and observed_at >= $").append(parameters.addValue(utc(filter.since())).size());
    }
    if (filter.until() != null) {
      sql.append(" and observed_at < $").append(parameters.addValue(utc(filter.until())).size());
    }
    PositionFilter.Key after = filter.after();
    if (after != null) {
      sql.append(" and (observed_at, device_id, sequence_epoch, sequence) < ($")
          .append(parameters.addValue(utc(after.observedAt())).size());
      sql.append(", $").append(parameters.addString(after.deviceId()).size());
      sql.append(", $").append(parameters.addInteger(after.epoch()).size());
      sql.append(", $").append(parameters.addLong(after.sequence()).size()).append(')');
    }
    sql.append(' ').append(NEWEST_FIRST);
    sql.append(" limit $").append(parameters.addInteger(filter.limit()).size());
    return pool.ask(sql.toString(), parameters)
        .map(
            rows -> {
              List<PositionFilter.Found> positions = new ArrayList<>(rows.size());
              rows.forEach(row -> positions.add(found(row)));
              return positions;
            });
  }

  private static PositionFilter.Found found(Row row) {
    return new PositionFilter.Found(
        row.getBuffer("value").getBytes(),
        new PositionFilter.Key(
            row.getOffsetDateTime("observed_at").toInstant(),
            row.getString("device_id"),
            row.getInteger("sequence_epoch"),
            row.getLong("sequence")));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** The stream of a shipment as last projected; empty if it was never booked. */
  public Future<ShipmentStream> stream(String shipmentId) {
    return pool.ask(STREAM, Tuple.of(shipmentId))
        .map(
            found ->
                found.size() == 0
                    ? contexts.empty(shipmentId)
                    : rows.stream(found.iterator().next()));
  }

  /** The receipt of the shipment's command with that key, however old, or null. */
  public Future<Receipt> receipt(String shipmentId, String keyPart) {
    return pool.ask(
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
    return pool.ask(
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
    return pool.ask(WINDOW, Tuple.of(shipmentId, deviceId))
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
    return pool.ask(
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

  /**
   * As {@link #checkpoint}, but not behind the first event of a parked shipment: below it nothing
   * is missing in the read models.
   */
  public Future<Checkpoint> unprojected(int shard) {
    return pool.ask(
            "select min(next_offset) from parked_shipments where shard = $1", Tuple.of(shard))
        .compose(
            rows -> {
              Long parked = rows.iterator().next().getLong(0);
              return checkpoint(shard)
                  .map(
                      at ->
                          parked == null || parked >= at.eventsNext()
                              ? at
                              : new Checkpoint(shard, parked, at.positionsNext()));
            });
  }

  /** Succeeds if PostgreSQL answers. */
  public Future<Void> check() {
    return ask("select 1", Tuple.tuple()).mapEmpty();
  }

  Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.ask(sql, parameters);
  }

  /** An event of the history: its version, and its bytes as the log has them. */
  public record HistoricEvent(int version, byte[] value) {}
}
