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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests with documents of foreign formats in PostgreSQL, kept for 30 days after the last. */
public final class CaptureStore {
  private static final int ID_LENGTH = 26;
  private static final long SECONDS = 5;
  private static final byte[] NO_ANSWER = {'{', '}'};

  /** The format of messages of devices. */
  public static final String MQTT = "mqtt";

  /** As a format: a record of a document, by itself. */
  private static final String LONG_RECORD = "record";

  private static final String KEEP =
      """
      insert into captures (capture_id, tenant, caller, role, carriers, device_id, format,
        received_at, finished_at, outcome, body, answer)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (capture_id) do update set finished_at = excluded.finished_at,
        role = excluded.role, carriers = excluded.carriers, outcome = excluded.outcome,
        answer = excluded.answer
      """;

  /** The outcomes of requests that were taken; all others are codes of problems. */
  private static final String TAKEN = "('captured', 'untranslated', 'dead-letter')";

  private final Pool pool;
  private final FirstSendings firstSendings;

  public CaptureStore(Pool pool) {
    this.pool = pool;
    this.firstSendings = new FirstSendings(this::ask);
  }

  /** What records of documents were when they came first. */
  FirstSendings firstSendings() {
    return firstSendings;
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

  /** Whether a text has the form of such an id. */
  public static boolean isId(String text) {
    return Crockford.isValid(text, ID_LENGTH);
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

  /** Keeps a request; one that came before has its new answer. */
  public Future<Void> keep(Taken taken) {
    return keep(taken, KEEP);
  }

  /** Keeps a request that was refused, unless the same one was taken before. */
  public Future<Void> keepRefused(Taken refused) {
    return keep(refused, KEEP + " where captures.outcome not in " + TAKEN);
  }

  private Future<Void> keep(Taken taken, String sql) {
    Principal caller = taken.caller;
    return ask(
            sql,
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
            "select * from captures where capture_id = $1 and format = $2 and tenant = $3"
                + " and outcome in "
                + TAKEN,
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
    return ask("delete from captures where finished_at < now() - interval '30 days'", Tuple.tuple())
        .compose(v -> firstSendings.sweep());
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
