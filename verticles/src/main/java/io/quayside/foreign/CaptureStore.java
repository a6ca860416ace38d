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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
  private static final byte[] NO_ANSWER = {'{', '}'};

  /** The format of messages of devices. */
  public static final String MQTT = "mqtt";

  /** As a format: a record of a document, by itself. */
  private static final String LONG_RECORD = "record";

  private static final String FIRST_SEEN =
      """
      insert into foreign_records (caller, format, identity, content, seen_at)
      select $1, $2, r.identity, r.content, now()
      from unnest($3::text[], $4::text[]) as r (identity, content)
      on conflict do nothing
      """;

  private static final String CHANGED =
      """
      select r.place::int from
        unnest($3::text[], $4::text[]) with ordinality as r (identity, content, place)
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
    return idOf(format, caller.caller(), ForeignRecord.hexOf(body));
  }

  private static String idOf(String format, String caller, String hash) {
    return Crockford.encode(
        ForeignRecord.sha256(String.join("\n", format, caller, hash)), ID_LENGTH);
  }

  /** Keeps a record that is too long for its letter, which has its SHA-256. */
  Future<Void> keepLong(Principal caller, byte[] record, String code, Instant now) {
    return keep(
        new Taken(
            idOf(LONG_RECORD, caller, record),
            LONG_RECORD,
            caller,
            now,
            now,
            code,
            record,
            NO_ANSWER));
  }

  /** The long record of a caller that has a SHA-256, in hex; null if it is not kept any more. */
  public Future<byte @Nullable []> longRecord(String tenant, String caller, String hash) {
    return ask(
            "select body from captures where capture_id = any($1) and tenant = $2",
            Tuple.of(
                new String[] {idOf(LONG_RECORD, caller, hash), idOf(MQTT, caller, hash)}, tenant))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer("body").getBytes());
  }

  /**
   * The places of records whose identity came before with other content. What says nothing for us
   * is no first content, but may be a later one.
   */
  Future<Set<Integer>> changed(String caller, String format, List<ForeignRecord> records) {
    Map<String, String> first = new LinkedHashMap<>();
    List<String> identities = new ArrayList<>(records.size());
    List<String> contents = new ArrayList<>(records.size());
    for (ForeignRecord record : records) {
      identities.add(hash(record.identity().getBytes(StandardCharsets.UTF_8)));
      contents.add(hash(record.content()));
      if (record.reading() instanceof Reading.Fact) {
        first.putIfAbsent(identities.getLast(), contents.getLast());
      }
    }
    return (first.isEmpty()
            ? Future.succeededFuture()
            : ask(FIRST_SEEN, parameters(caller, format, first.keySet(), first.values())))
        .compose(v -> ask(CHANGED, parameters(caller, format, identities, contents)))
        .map(
            rows -> {
              Set<Integer> changed = new HashSet<>();
              rows.forEach(row -> changed.add(records.get(row.getInteger("place") - 1).index()));
              return changed;
            });
  }

  private static Tuple parameters(
      String caller, String format, Collection<String> identities, Collection<String> contents) {
    return Tuple.of(
        caller, format, identities.toArray(String[]::new), contents.toArray(String[]::new));
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
