package io.quayside.content;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.documentation.Content;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores contents and finds them. An upload stages its chunks under an id of its own; {@link #put}
 * makes a content of them in one transaction. Every future fails with {@code
 * temporarily-unavailable} where PostgreSQL does not answer in time.
 */
public final class ContentStore {
  /** The bytes of every chunk but a content's last one. */
  public static final int CHUNK = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ContentStore.class);
  private static final long SAY_EVERY_NANOS = 1_000_000_000;
  private static final long LOOK_UP_SECONDS = 4;

  /** What many uploads write at once waits for its turn. */
  private static final long TRANSFER_SECONDS = 60;

  /** Documents of the tenant that name the content. */
  private static final String NAMED =
      """
      exists (
        select from document_contents c join shipments s on s.shipment_id = c.shipment_id
        where c.sha256 = b.sha256 and s.tenant = b.tenant\
      """;

  private static final String FIND =
      "select size_bytes, media_type from blobs b where tenant = $1 and sha256 = $2";

  private static final String TOUCH =
      """
      update blobs set touched_at = now() where tenant = $1 and sha256 = $2
      returning size_bytes, media_type
      """;

  private static final String CHUNK_OF =
      "select bytes from blob_chunks where tenant = $1 and sha256 = $2 and number = $3";

  private static final String STAGE =
      """
      with upload as (
        insert into blob_uploads (upload_id, alive_at) values ($1, now())
        on conflict (upload_id) do update set alive_at = excluded.alive_at
      )
      insert into blob_upload_chunks (upload_id, number, bytes) values ($1, $2, $3)
      """;

  /**
   * Writes nothing if a staged chunk is gone. Of several puts at once the others wait for the first
   * one; a row that was not updated has no xmax, so it is new.
   */
  private static final String PUT =
      """
      with staged as (
        select number, bytes from blob_upload_chunks where upload_id = $5
      ), put as (
        insert into blobs as b (tenant, sha256, media_type, size_bytes, touched_at)
        select $1::text, $2::text, $3::text, $4::int, now()
        where (select count(*) from staged) = $6::int
        on conflict (tenant, sha256) do update set touched_at = excluded.touched_at
        returning size_bytes, media_type, b.xmax = 0 as added
      ), chunks as (
        insert into blob_chunks (tenant, sha256, number, bytes)
        select $1::text, $2::text, number, bytes from (
          select number, bytes from staged union all select $6::int, $7::bytea
        ) as all_chunks where (select added from put)
      ), upload as (
        delete from blob_uploads where upload_id = $5
      )
      select size_bytes, media_type, added from put
      """;

  private final Pool lookUps;
  private final Pool reads;
  private final Pool writes;
  private final AtomicLong lastSaidNanos = new AtomicLong(System.nanoTime() - SAY_EVERY_NANOS);

  /** Contents have pools of their own, so that look-ups do not wait behind them. */
  public ContentStore(Pool lookUps, Pool reads, Pool writes) {
    this.lookUps = lookUps;
    this.reads = reads;
    this.writes = writes;
  }

  /** A content that is stored; {@code added}: it was not before. */
  public record Put(Content content, boolean added) {}

  /** An upload: its id, and how many chunks of it are staged. */
  public record Upload(UUID id, int staged) {}

  /**
   * A content that a principal may see, or null. A content that documents name is seen by those who
   * see one of these documents in full; any other one by the whole tenant.
   */
  public Future<@Nullable Content> find(Principal principal, String sha256) {
    Tuple parameters = Tuple.of(principal.tenant(), sha256);
    StringBuilder sql = new StringBuilder(FIND);
    switch (principal.role()) {
      case OPERATOR, SERVICE -> {}
      case SHIPPER -> {
        Set<String> shippers = principal.shippers();
        if (shippers != null) {
          visible(sql, parameters, "s.shipper", shippers);
          sql.append("))");
        }
      }
      case CARRIER -> {
        visible(sql, parameters, "s.carrier", principal.carriers());
        sql.append(" and c.shown_to_carrier))");
      }
      case DEVICE -> sql.append(" and false");
    }
    return ask(lookUps, sql.toString(), parameters, LOOK_UP_SECONDS)
        .map(rows -> content(sha256, rows));
  }

  private static void visible(
      StringBuilder sql, Tuple parameters, String column, Set<String> values) {
    parameters.addArrayOfString(values.toArray(String[]::new));
    sql.append(" and (not ").append(NAMED).append(") or ").append(NAMED).append(" and ");
    sql.append(column).append(" = any($").append(parameters.size()).append(')');
  }

  /** A content, or null; one that is there is kept for a while longer. */
  public Future<@Nullable Content> touch(String tenant, String sha256) {
    return ask(lookUps, TOUCH, Tuple.of(tenant, sha256), LOOK_UP_SECONDS)
        .map(rows -> content(sha256, rows));
  }

  /** A chunk of a content, by its number from 0; null if there is none. */
  public Future<@Nullable Buffer> chunk(String tenant, String sha256, int number) {
    return ask(reads, CHUNK_OF, Tuple.of(tenant, sha256, number), TRANSFER_SECONDS)
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer("bytes"));
  }

  /** Stages the next chunk of an upload. */
  public Future<Void> stage(Upload upload, Buffer chunk) {
    return ask(writes, STAGE, Tuple.of(upload.id, upload.staged, chunk), TRANSFER_SECONDS)
        .mapEmpty();
  }

  /** Stores the content of an upload: its staged chunks and a last one. The staging ends. */
  public Future<Put> put(String tenant, Content content, Upload upload, Buffer last) {
    Tuple parameters =
        Tuple.of(tenant, content.sha256(), content.mediaType(), content.sizeBytes(), upload.id);
    parameters.addInteger(upload.staged).addBuffer(last);
    return ask(writes, PUT, parameters, TRANSFER_SECONDS)
        .map(
            rows -> {
              Content stored = content(content.sha256(), rows);
              if (stored == null) {
                throw unavailable("The upload was interrupted");
              }
              return new Put(stored, rows.iterator().next().getBoolean("added"));
            });
  }

  /** Removes the staged chunks of an upload. */
  public Future<Void> discard(UUID upload) {
    return ask(
            writes,
            "delete from blob_uploads where upload_id = $1",
            Tuple.of(upload),
            TRANSFER_SECONDS)
        .mapEmpty();
  }

  private static @Nullable Content content(String sha256, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return null;
    }
    Row row = rows.iterator().next();
    return new Content(sha256, row.getInteger("size_bytes"), row.getString("media_type"));
  }

  private Future<RowSet<Row>> ask(Pool pool, String sql, Tuple parameters, long seconds) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .timeout(seconds, TimeUnit.SECONDS)
        .recover(
            failure -> {
              say(failure);
              return Future.failedFuture(unavailable("The content store does not answer"));
            });
  }

  /** Logs a failure at most once per second. */
  private void say(Throwable failure) {
    long now = System.nanoTime();
    long last = lastSaidNanos.get();
    if (now - last > SAY_EVERY_NANOS && lastSaidNanos.compareAndSet(last, now)) {
      LOG.warn("a query of the content store failed: cause={}", failure.toString());
    }
  }

  private static RuntimeException unavailable(String detail) {
    return new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, detail).toException();
  }
}
