package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.stream.ShipmentStream;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lists across shipments. Each holds exactly what its reader may read. The work of a page is
 * bounded by its length times the shippers or carriers that the reader acts for.
 */
public final class Boards {
  private final QueryPool pool;
  private final StreamRows rows;

  Boards(QueryPool pool, StreamRows rows) {
    this.pool = pool;
    this.rows = rows;
  }

  /** The filter of a list of shipments; null, or no status, means any value. */
  public record ShipmentFilter(
      Set<Status> statuses,
      @Nullable String carrier,
      @Nullable String shipper,
      @Nullable String reference,
      @Nullable String container,
      int limit,
      @Nullable ShipmentCursor after) {}

  /**
   * A page of a list of shipments.
   *
   * @param next by shard, the offset up to which the log is in the page; shards without one have
   *     none
   */
  public record ShipmentPage(List<ShipmentView> items, Map<Integer, Long> next) {}

  /** A place in the list of shipments: after the shipment with this booking time and id. */
  public record ShipmentCursor(Instant bookedAt, String shipmentId) {}

  /**
   * The filter of the list of tenders; null means any value.
   *
   * @param carrier a carrier that is invited; for a carrier one of its own
   */
  public record TenderFilter(
      @Nullable TenderStatus status,
      @Nullable String carrier,
      int limit,
      @Nullable TenderCursor after) {}

  /** A place in the list of tenders: after this tender, opened at this time. */
  public record TenderCursor(Instant openedAt, String shipmentId, int tender) {}

  /** The filter of the list of documents; status null means all but VOID. */
  public record DocumentFilter(
      @Nullable DocumentStatus status, int limit, @Nullable DocumentCursor after) {}

  /** A place in the list of documents: after this document, which is due then or never. */
  public record DocumentCursor(@Nullable Instant dueAt, String shipmentId, int document) {}

  /** A tender or document, by its number, and the stream that it is part of. */
  public record Item(ShipmentStream stream, int number) {}

  /** The shipments that a principal may read, newest booking first. */
  public Future<ShipmentPage> shipments(Principal principal, ShipmentFilter filter) {
    Statement statement = new Statement();
    // With the checkpoints of the same moment, also of an empty page.
    String sql =
        """
        select page.*, place.shards, place.offsets from (
          select array_agg(shard) as shards, array_agg(events_next) as offsets from checkpoints
        ) as place left join (
          select listed.*, row_number() over () as n from (%s) as listed
        ) as page on true
        order by page.n
        """
            .formatted(ShipmentList.sql(statement, principal, filter));
    return pool.ask(sql, statement.parameters())
        .map(
            found -> {
              List<ShipmentView> views = new ArrayList<>(found.size());
              Map<Integer, Long> next = new HashMap<>();
              for (Row row : found) {
                if (views.isEmpty()) {
                  place(row, next);
                }
                if (row.getString("shipment_id") != null) {
                  views.add(ShipmentView.of(row, rows));
                }
              }
              return new ShipmentPage(views, next);
            });
  }

  private static void place(Row row, Map<Integer, Long> next) {
    Integer[] shards = row.getArrayOfIntegers("shards");
    Long[] offsets = row.getArrayOfLongs("offsets");
    for (int i = 0; shards != null && i < shards.length; i++) {
      next.put(shards[i], offsets[i]);
    }
  }

  /** The tenders that a principal may read, newest opened first, then by shipment and number. */
  public Future<List<Item>> tenders(Principal principal, TenderFilter filter) {
    Statement statement = new Statement();
    return items(TenderBoard.sql(statement, principal, filter), statement);
  }

  /** The documents that a principal sees in full, by due date, those without one last. */
  public Future<List<Item>> documents(Principal principal, DocumentFilter filter) {
    Statement statement = new Statement();
    return items(DocumentBoard.sql(statement, principal, filter), statement);
  }

  private Future<List<Item>> items(String sql, Statement statement) {
    return pool.ask(sql, statement.parameters())
        .map(
            found -> {
              Map<Integer, Item> byPlace = new TreeMap<>();
              found.forEach(row -> addItems(row, byPlace));
              return List.copyOf(byPlace.values());
            });
  }

  private void addItems(Row row, Map<Integer, Item> byPlace) {
    ShipmentStream stream = rows.state(row);
    Integer[] numbers = row.getArrayOfIntegers("numbers");
    Integer[] places = row.getArrayOfIntegers("places");
    for (int i = 0; i < numbers.length; i++) {
      byPlace.put(places[i], new Item(stream, numbers[i]));
    }
  }
}
