package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.booking.RuleName;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bookings across shipments and their timers, as last projected. */
public final class SagaReadModel {
  private final QueryPool pool;

  SagaReadModel(QueryPool pool) {
    this.pool = pool;
  }

  /**
   * A filter; null means any value.
   *
   * @param stuck whether the booking is stuck
   * @param rule the rule that it is stuck in
   * @param code the problem code that it is stuck with
   */
  public record Filter(
      @Nullable Phase phase,
      @Nullable HoldCause held,
      @Nullable Boolean stuck,
      @Nullable RuleName rule,
      @Nullable String code,
      int limit,
      @Nullable Place after) {}

  /** A place in the list: after the booking with this start and shipment. */
  public record Place(Instant startedAt, String shipmentId) {}

  /** A booking: its place, and the item as JSON. */
  public record Item(Place place, byte[] json) {}

  /** Numbers of bookings by phase, and of the stuck ones by rule. */
  public record Counts(Map<String, Long> byPhase, Map<String, Long> stuckByRule) {}

  /** The bookings that a shipper, a service or an operator may see, newest start first. */
  public Future<List<Item>> list(Principal principal, Filter filter) {
    Statement statement = new Statement();
    return pool.ask(sql(statement, principal, filter), statement.parameters())
        .map(
            rows -> {
              List<Item> items = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      items.add(
                          new Item(
                              new Place(
                                  row.getOffsetDateTime("started_at").toInstant(),
                                  row.getString("shipment_id")),
                              row.getBuffer("state").getBytes())));
              return items;
            });
  }

  private static String sql(Statement statement, Principal principal, Filter filter) {
    StringBuilder sql =
        new StringBuilder("select s.shipment_id, s.started_at, s.state from sagas s where ")
            .append(SqlScope.condition(statement, principal))
            .append(" and s.phase is not null");
    if (filter.phase() != null) {
      sql.append(" and s.phase = ").append(statement.of(filter.phase().name()));
    }
    if (filter.held() != null) {
      String cause = statement.of(filter.held().name());
      sql.append(" and ").append(cause).append(" = any(string_to_array(s.held, ','))");
    }
    if (filter.stuck() != null) {
      sql.append(filter.stuck() ? " and s.stuck_rule is not null" : " and s.stuck_rule is null");
    }
    if (filter.rule() != null) {
      sql.append(" and s.stuck_rule = ").append(statement.of(filter.rule().word()));
    }
    if (filter.code() != null) {
      sql.append(" and s.stuck_code = ").append(statement.of(filter.code()));
    }
    Place after = filter.after();
    if (after != null) {
      sql.append(" and (s.started_at, s.shipment_id) < (")
          .append(statement.of(after.startedAt()))
          .append(", ")
          .append(statement.of(after.shipmentId()))
          .append(')');
    }
    return sql.append(" order by s.started_at desc, s.shipment_id desc limit ")
        .append(statement.of(filter.limit()))
        .toString();
  }

  /** The shipments of a shard whose booking process is due by a time, earliest first. */
  public Future<List<DueProcess>> due(int shard, Instant time, int limit) {
    return pool.ask(
            "select tenant, shipment_id, due_at from sagas where shard = $1 and due_at <= $2"
                + " order by due_at limit $3",
            Tuple.of(shard, Batch.utc(time), limit))
        .map(
            rows -> {
              List<DueProcess> due = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      due.add(
                          new DueProcess(
                              row.getString("tenant"),
                              row.getString("shipment_id"),
                              row.getOffsetDateTime("due_at").toInstant())));
              return due;
            });
  }

  /** How many bookings of a shard have not ended, by phase and by the rule they are stuck in. */
  public Future<Counts> open(int shard) {
    return pool.ask(
            "select phase, stuck_rule, count(*) as bookings from sagas where shard = $1"
                + " and phase not in ('COMPENSATED', 'COMPLETED') group by phase, stuck_rule",
            Tuple.of(shard))
        .map(
            rows -> {
              Map<String, Long> byPhase = new HashMap<>();
              Map<String, Long> byRule = new HashMap<>();
              rows.forEach(
                  row -> {
                    long bookings = row.getLong("bookings");
                    byPhase.merge(row.getString("phase"), bookings, Long::sum);
                    if (row.getString("stuck_rule") != null) {
                      byRule.merge(row.getString("stuck_rule"), bookings, Long::sum);
                    }
                  });
              return new Counts(byPhase, byRule);
            });
  }
}
