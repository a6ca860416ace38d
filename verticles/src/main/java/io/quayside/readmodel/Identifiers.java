package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Status;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks up shipments by what others call them. */
public final class Identifiers {
  /** The most shipments of a name that are looked at: one more than a record may be about. */
  public static final int MOST = 101;

  private static final String ENDED = "('DELIVERED', 'RETURNED', 'LOST', 'CANCELLED')";

  private final QueryPool pool;

  Identifiers(QueryPool pool) {
    this.pool = pool;
  }

  /** A name: {@code shipment}, {@code container}, {@code document} or {@code reference}. */
  public record Name(String scheme, String value) {}

  /**
   * A shipment that a name finds.
   *
   * @param version of the shipment, as the read model has it
   * @param open whether it has not ended
   * @param recent whether it is open, or has ended within the last 14 days
   */
  public record Found(
      Name name, String shipmentId, Status status, int version, boolean open, boolean recent) {}

  /**
   * The shipments of these names that a principal may read. Of each name no more than {@link
   * #MOST}, open ones first.
   */
  public Future<List<Found>> find(Principal principal, List<Name> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Statement statement = new Statement();
    String schemes = statement.of(names.stream().map(Name::scheme).toList());
    String values = statement.of(names.stream().map(Name::value).toList());
    String tenant = statement.of(principal.tenant());
    String scope = SqlScope.condition(statement, principal);
    String sql =
        """
        select w.scheme, w.value, f.*
        from unnest(%1$s, %2$s) as w (scheme, value)
        cross join lateral (
          select s.shipment_id, s.status, s.version, s.status in %4$s as ended,
            s.status not in %4$s or s.updated_at > now() - interval '14 days' as recent
          from (
            select i.shipment_id from identifiers i
            where i.tenant = %3$s and i.scheme = w.scheme and i.value = w.value
            union all
            select w.value where w.scheme = 'shipment'
          ) as k
          join shipments s on s.shipment_id = k.shipment_id
          where %5$s
          order by ended, s.booked_at desc limit %6$d
        ) as f
        """
            .formatted(schemes, values, tenant, ENDED, scope, MOST);
    return pool.ask(sql, statement.parameters())
        .map(
            rows -> {
              List<Found> found = new ArrayList<>(rows.size());
              rows.forEach(row -> found.add(found(row)));
              return found;
            });
  }

  /**
   * The ids of all shipments of these names of a scheme that a principal may read, whatever their
   * status; at most {@link #MOST}.
   */
  public Future<List<String>> all(Principal principal, String scheme, Collection<String> values) {
    if (values.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Statement statement = new Statement();
    String sql =
        """
        select distinct s.shipment_id from identifiers i
        join shipments s on s.shipment_id = i.shipment_id
        where i.tenant = %s and i.scheme = %s and i.value = any(%s) and %s limit %d
        """
            .formatted(
                statement.of(principal.tenant()),
                statement.of(scheme),
                statement.of(values),
                SqlScope.condition(statement, principal),
                MOST);
    return pool.ask(sql, statement.parameters())
        .map(
            rows -> {
              List<String> ids = new ArrayList<>(rows.size());
              rows.forEach(row -> ids.add(row.getString("shipment_id")));
              return ids;
            });
  }

  private static Found found(Row row) {
    return new Found(
        new Name(row.getString("scheme"), row.getString("value")),
        row.getString("shipment_id"),
        Status.valueOf(row.getString("status")),
        row.getInteger("version"),
        !row.getBoolean("ended"),
        row.getBoolean("recent"));
  }
}
