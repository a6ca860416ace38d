package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a board's page. It looks up one range of an index for each owner and status, no
 * further than the page is long, and merges them in the board's order; the state of each shipment
 * is then read once. The columns are those of {@code t}.
 *
 * @param table the board's table, with an index of tenant, owner, status and the order
 * @param number the column with the number of a tender or document
 * @param sortedBy the expression that the board is sorted by, then by shipment and number
 * @param direction of all three: asc or desc
 * @param owner the column that names who may read a row; null where the tenant may
 * @param owners the names that the reader acts for
 * @param statuses the statuses that are listed
 */
record BoardStatement(
    String table,
    String number,
    String sortedBy,
    String direction,
    @Nullable String owner,
    Collection<String> owners,
    List<String> statuses) {

  /** The SQL; {@code conditions} begin with "and" where there are any. */
  String sql(Statement statement, Principal principal, String conditions, int limit) {
    String page = " limit " + statement.of(limit);
    String names = owner == null ? "" : "unnest(" + statement.of(owners) + ") as own cross join ";
    String owned = owner == null ? "" : " and t." + owner + " = own";
    return """
    select s.shipment_id, s.version, s.state, k.numbers, k.places from (
      select shipment_id, array_agg(number) as numbers, array_agg(place) as places from (
        select shipment_id, number, (row_number() over (%1$s))::int as place from (
          select distinct r.sorted_at, r.shipment_id, r.number
          from %2$sunnest(%3$s) as wanted cross join lateral (
            select %4$s as sorted_at, t.shipment_id, t.%5$s as number from %6$s t
            where t.tenant = %7$s%8$s and t.status = wanted %9$s
            order by %10$s %11$s
          ) as r
        ) as found %1$s %11$s
      ) as page group by shipment_id
    ) as k cross join lateral (
      select * from shipments where shipment_id = k.shipment_id offset 0
    ) as s
    """
        .formatted(
            "order by " + order("sorted_at", "shipment_id", "number"),
            names,
            statement.of(statuses),
            sortedBy,
            number,
            table,
            statement.of(principal.tenant()),
            owned,
            conditions,
            order(sortedBy, "t.shipment_id", "t." + number),
            page);
  }

  /** The condition that a row comes after a place in the order. */
  String after(String sortedAt, String shipmentId, String after) {
    return "and (%s, t.shipment_id, t.%s) %s (%s, %s, %s) "
        .formatted(
            sortedBy, number, direction.equals("desc") ? "<" : ">", sortedAt, shipmentId, after);
  }

  private String order(String... columns) {
    return String.join(' ' + direction + ", ", columns) + ' ' + direction;
  }
}
