package io.quayside.readmodel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Queries of single facts of the past; whether they may be read is judged by the caller. */
public final class History {
  /** How far ahead of the gateway's clock an observation may be. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** Looks at so many observations at most. */
  private static final String LAST_POSITION =
      """
      select value from (
        select value from positions where shipment_id = $1 and observed_at <= $2
        %s limit 1000
      ) as newest
      where (convert_from(value, 'UTF8')::json ->> 'recordedAt')::timestamptz <= $3
      limit 1
      """
          .formatted(ReadModels.NEWEST_FIRST);

  private static final String EVENT =
      "select value, caller from events where shipment_id = $1 and version = $2";

  private final ReadModels readModels;

  public History(ReadModels readModels) {
    this.readModels = readModels;
  }

  /** An event as the log has it, and who caused it; null for events from before that was kept. */
  public record Recorded(byte[] value, @Nullable String caller) {}

  /** The event with that version, or null. */
  public Future<@Nullable Recorded> event(String shipmentId, int version) {
    return readModels
        .ask(EVENT, Tuple.of(shipmentId, version))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              return new Recorded(row.getBuffer("value").getBytes(), row.getString("caller"));
            });
  }

  /**
   * The newest observation among the positions that were recorded by then; null if there is none
   * among the 1,000 newest that were observed by 5 minutes later.
   */
  public Future<byte @Nullable []> lastPosition(String shipmentId, Instant time) {
    return readModels
        .ask(
            LAST_POSITION,
            Tuple.of(
                shipmentId,
                time.plus(AHEAD).atOffset(ZoneOffset.UTC),
                time.atOffset(ZoneOffset.UTC)))
        .map(
            rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer("value").getBytes());
  }
}
