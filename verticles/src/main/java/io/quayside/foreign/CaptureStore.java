package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.Crockford;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests with documents of foreign formats in PostgreSQL, and what their records were when they
 * came first. Kept for 30 days; a loss means that a correction may be taken for a repetition.
 */
public final class CaptureStore {
  private static final int ID_LENGTH = 26;
  private static final long SECONDS = 5;

  private static final String FIRST_SEEN =
      """
      insert into foreign_records (caller, format, identity, content, seen_at)
      select $1, $2, r.identity, r.content, now()
      from unnest($3::text[], $4::text[]) as r (identity, content)
      on conflict do nothing
      """;

  private static final String CHANGED =
      """
      select r.identity, r.content from unnest($3::text[], $4::text[]) as r (identity, content)
      join foreign_records f on f.caller = $1 and f.format = $2 and f.identity = r.identity
      where f.content <> r.content
      """;

  private static final String KEEP =
      """
      insert into captures (capture_id, tenant, caller, role, carriers, device_id, format,
        received_at, finished_at, outcome, body, answer)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (capture_id) do update set finished_at = excluded.finished_at,
        role = excluded.role, carriers = excluded.carriers, outcome = excluded.outcome,
        answer = excluded.answer
      """;

  private final Pool pool;

  public CaptureStore(Pool pool) {
    this.pool = pool;
  }

  /** A request that was taken. */
  public record Kept(
      String captureId, String caller, Instant receivedAt, Instant finishedAt, Buffer answer) {}

  /**
   * A request to keep.
   *
   * @param outcome in a word
   * @param answer what is told of it, in JSON
   */
  public record Taken(
      String captureId,
      String format,
      Principal caller,
      Instant receivedAt,
      Instant finishedAt,
      String outcome,
      byte[] body,
      byte[] answer) {}

  /** The id of a request: the same for the same caller and bytes. */
  public static String idOf(String format, Principal caller, byte[] body) {
    String hash = HexFormat.of().formatHex(ForeignRecord.sha256(body));
    return Crockford.encode(
        ForeignRecord.sha256(String.join("\n", format, caller.caller(), hash)), ID_LENGTH);
  }

  /** The places of records whose identity came before with other content. */
  Future<Set<Integer>> changed(String caller, String format, List<ForeignRecord> records) {
    if (records.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    Map<String, String> contents = LinkedHashMap.newLinkedHashMap(records.size());
    Set<Integer> changed = new HashSet<>();
    for (ForeignRecord record : records) {
      String identity = hash(record.identity().getBytes(StandardCharsets.UTF_8));
      String content = hash(record.content());
      String first = contents.putIfAbsent(identity, content);
      if (first != null && !first.equals(content)) {
        changed.add(record.index());
      }
    }
    Tuple parameters =
        Tuple.of(
            caller,
            format,
            contents.keySet().toArray(String[]::new),
            contents.values().toArray(String[]::new));
    return ask(FIRST_SEEN, parameters)
        .compose(v -> ask(CHANGED, parameters))
        .map(
            rows -> {
              Set<String> others = new HashSet<>();
              rows.forEach(row -> others.add(row.getString("identity")));
              for (ForeignRecord record : records) {
                if (others.contains(hash(record.identity().getBytes(StandardCharsets.UTF_8)))) {
                  changed.add(record.index());
                }
              }
              return changed;
            });
  }

  private static String hash(byte[] bytes) {
    return Crockford.encode(ForeignRecord.sha256(bytes), ID_LENGTH);
  }

  /** Keeps a request; one that came before has its new answer. */
  public Future<Void> keep(Taken taken) {
    Principal caller = taken.caller;
    return ask(
            KEEP,
            Tuple.of(taken.captureId, caller.tenant(), caller.caller(), caller.role().name())
                .addArrayOfString(caller.carriers().toArray(String[]::new))
                .addString(caller.deviceId())
                .addString(taken.format)
                .addValue(utc(taken.receivedAt))
                .addValue(utc(taken.finishedAt))
                .addString(taken.outcome)
                .addBuffer(Buffer.buffer(taken.body))
                .addBuffer(Buffer.buffer(taken.answer)))
        .mapEmpty();
  }

  /** A request of a format that a principal has sent, or of its tenant for an operator; or null. */
  public Future<@Nullable Kept> find(Principal principal, String format, String captureId) {
    return ask(
            "select * from captures where capture_id = $1 and format = $2 and tenant = $3",
            Tuple.of(captureId, format, principal.tenant()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              String caller = row.getString("caller");
              boolean visible =
                  principal.role() == Role.OPERATOR || principal.caller().equals(caller);
              return visible
                  ? new Kept(
                      captureId,
                      caller,
                      row.getOffsetDateTime("received_at").toInstant(),
                      row.getOffsetDateTime("finished_at").toInstant(),
                      row.getBuffer("answer"))
                  : null;
            });
  }

  /** Who a caller was when it sent its last document; null if that is not known any more. */
  public Future<@Nullable Principal> principal(String tenant, String caller) {
    if (caller.equals(Principal.ANONYMOUS.caller())) {
      return Future.succeededFuture(Principal.ANONYMOUS);
    }
    return ask(
            "select role, carriers, device_id from captures where caller = $1 and tenant = $2"
                + " order by finished_at desc limit 1",
            Tuple.of(caller, tenant))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              return new Principal(
                  tenant,
                  Role.valueOf(row.getString("role")),
                  caller.substring(tenant.length() + 1),
                  null,
                  Set.of(row.getArrayOfStrings("carriers")),
                  false,
                  row.getString("device_id"));
            });
  }

  /** Removes what is older than 30 days. */
  public Future<Void> sweep() {
    return ask("delete from captures where received_at < now() - interval '30 days'", Tuple.tuple())
        .compose(
            v ->
                ask(
                    "delete from foreign_records where seen_at < now() - interval '30 days'",
                    Tuple.tuple()))
        .mapEmpty();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .timeout(SECONDS, TimeUnit.SECONDS)
        .recover(
            failure ->
                Future.failedFuture(
                    new Problem(
                            ProblemCode.TEMPORARILY_UNAVAILABLE,
                            "The store of captures does not answer")
                        .toException()));
  }
}
