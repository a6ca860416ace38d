package io.quayside.readmodel;

import io.quayside.domain.bidding.TenderStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the tenders and documents of all shards. Each count reads ranges of one index, tenant by
 * tenant; its time grows with what it counts.
 */
public final class BoardCounts {
  /** Distinct tenants by one look-up each, however many rows a tenant has. */
  private static final String TENANTS =
      """
      with recursive tenants (tenant) as (
        (select tenant from %1$s order by tenant limit 1)
        union all
        select (select x.tenant from %1$s x where x.tenant > t.tenant order by x.tenant limit 1)
        from tenants t where t.tenant is not null
      )
      """;

  private static final String CURRENT_TENDERS =
      TENANTS.formatted("tenders")
          + """
          select s.status, sum(c.number)::bigint as number
          from tenants t
          cross join unnest($1::text[]) s (status)
          cross join lateral (
            select count(*) as number from tenders x where x.tenant = t.tenant and x.status = s.status
          ) c
          where t.tenant is not null
          group by s.status
          """;

  /** A bill of lading waits for its surrender, every other document for its verification. */
  private static final String OVERDUE_DOCUMENTS =
      TENANTS.formatted("documents")
          + """
          select coalesce(sum(c.number), 0)::bigint as number
          from tenants t
          cross join (values
            ('REQUESTED', false), ('SUBMITTED', false), ('REJECTED', false), ('VERIFIED', true),
            ('ISSUED', true)
          ) s (status, negotiable)
          cross join lateral (
            select count(*) as number from documents x
            where x.tenant = t.tenant and x.status = s.status
              and coalesce(x.due_at, timestamptz 'infinity') <= now()
              and (not s.negotiable or x.type = 'BILL_OF_LADING')
          ) c
          where t.tenant is not null
          """;

  private final QueryPool pool;

  BoardCounts(QueryPool pool) {
    this.pool = pool;
  }

  /**
   * Numbers of the whole cluster.
   *
   * @param tenders current tenders by status, with a zero where there is none
   * @param overdue documents that are neither satisfied nor void at their time
   */
  public record Counts(Map<String, Long> tenders, long overdue) {}

  /** Counts current tenders and overdue documents. */
  public Future<Counts> count() {
    Map<String, Long> tenders = new HashMap<>();
    for (TenderStatus status : TenderStatus.values()) {
      if (!status.isFinal()) {
        tenders.put(status.name(), 0L);
      }
    }
    return pool.ask(CURRENT_TENDERS, Tuple.of(tenders.keySet().toArray(String[]::new)))
        .compose(
            rows -> {
              for (Row row : rows) {
                tenders.put(row.getString("status"), row.getLong("number"));
              }
              return pool.ask(OVERDUE_DOCUMENTS, Tuple.tuple());
            })
        .map(rows -> new Counts(tenders, rows.iterator().next().getLong("number")));
  }
}
