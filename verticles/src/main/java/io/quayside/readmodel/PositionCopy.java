package io.quayside.readmodel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Copies the positions of a shard that the topic no longer holds from one generation to another. A
 * repeat changes nothing.
 */
final class PositionCopy {
  private static final int PAGE = 1_000;

  /** The shipments of one statement: each may have thousands of positions. */
  private static final int SHIPMENTS = 20;

  private static final long SECONDS = 60;

  private static final String PAGE_OF =
      """
      select shipment_id, device_id from devices
      where (shipment_id, device_id) > ($1, $2) order by shipment_id, device_id limit $3
      """;

  /** Of a position that was reported again, the topic may have lost the first record alone. */
  private static final String COPY =
      """
      with copied_devices as (
        insert into {into}.devices (shipment_id, device_id)
        select shipment_id, device_id from {from}.devices where shipment_id = any($1::text[])
        on conflict do nothing
      )
      insert into {into}.positions as p
        (shipment_id, device_id, sequence_epoch, sequence, observed_at, log_offset, value)
      select shipment_id, device_id, sequence_epoch, sequence, observed_at, log_offset, value
      from {from}.positions where shipment_id = any($1::text[]) and log_offset < $2
      on conflict (shipment_id, observed_at, device_id, sequence_epoch, sequence)
      do update set log_offset = excluded.log_offset, value = excluded.value
      where p.log_offset > excluded.log_offset
      """;

  private final Pool pool;
  private final GenerationPool source;
  private final Predicate<String> isOfShard;
  private final String sql;
  private final ArrayDeque<List<String>> due = new ArrayDeque<>();
  private long below;
  private String lastShipment = "";
  private String lastDevice = "";
  private boolean read;

  PositionCopy(Pool pool, int from, int into, Predicate<String> isOfShard) {
    this.pool = pool;
    this.source = new GenerationPool(pool, () -> from);
    this.isOfShard = isOfShard;
    this.sql =
        COPY.replace("{from}", Generation.schema(from)).replace("{into}", Generation.schema(into));
  }

  /** Begins to copy the positions below an offset. */
  void start(long offset) {
    below = offset;
    due.clear();
    lastShipment = "";
    lastDevice = "";
    read = false;
  }

  boolean ended() {
    return read && due.isEmpty();
  }

  /** Copies some; returns how many rows were written. */
  Future<Integer> next() {
    List<String> shipments = due.peek();
    if (shipments == null) {
      return read ? Future.succeededFuture(0) : readPage();
    }
    return pool.preparedQuery(sql)
        .execute(Tuple.tuple().addValue(shipments.toArray(String[]::new)).addLong(below))
        .timeout(SECONDS, TimeUnit.SECONDS)
        .map(
            rows -> {
              due.remove();
              return rows.rowCount();
            });
  }

  private Future<Integer> readPage() {
    return source
        .preparedQuery(PAGE_OF)
        .execute(Tuple.of(lastShipment, lastDevice, PAGE))
        .timeout(SECONDS, TimeUnit.SECONDS)
        .map(
            rows -> {
              Set<String> shipments = new LinkedHashSet<>();
              for (Row row : rows) {
                lastShipment = row.getString("shipment_id");
                lastDevice = row.getString("device_id");
                if (isOfShard.test(lastShipment)) {
                  shipments.add(lastShipment);
                }
              }
              read = rows.size() < PAGE;
              List<String> all = new ArrayList<>(shipments);
              for (int from = 0; from < all.size(); from += SHIPMENTS) {
                due.add(all.subList(from, Math.min(all.size(), from + SHIPMENTS)));
              }
              return 0;
            });
  }
}
