package io.quayside.edge.admin;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Preconditions;
import io.quayside.notify.letter.Job;
import io.quayside.notify.letter.Job.Kind;
import io.quayside.notify.letter.Jobs;
import io.quayside.notify.letter.LetterFilter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.LetterState;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bulk redrives and discards of dead letters, and the jobs that do them. */
final class JobRoutes {
  private static final int MAX_LETTERS = 10_000;
  private static final int LETTERS = 1_000;
  private static final int MAX_PER_SECOND = 200;
  private static final int PER_SECOND = 50;
  private static final int MAX_REASON = 200;
  private static final int MAX_WORD = 64;

  private final DeadLetterRoutes letters;
  private final Writes writes;
  private final Webhooks webhooks;

  /** What a request asks for. */
  private record Wanted(
      LetterFilter filter, @Nullable String reason, int perSecond, boolean dryRun) {}

  JobRoutes(DeadLetterRoutes letters, Writes writes, Webhooks webhooks) {
    this.letters = letters;
    this.writes = writes;
    this.webhooks = webhooks;
  }

  void redrive(AdminCall call) {
    start(call, Kind.REDRIVE);
  }

  void discard(AdminCall call) {
    start(call, Kind.DISCARD);
  }

  private void start(AdminCall call, Kind kind) {
    Map<String, Object> body = call.body();
    call.noQuery();
    Wanted wanted =
        Preconditions.parsed(call.offences(), () -> parse(body, kind, call.principal()));
    writes.await(
        call,
        webhooks.withLetters(all -> all.oldest(wanted.filter)),
        matched -> {
          if (wanted.dryRun) {
            call.send(
                200, new JsonWriter(32).beginObject().field("matched", matched.size()).endObject());
            return;
          }
          String jobId = Webhooks.randomId();
          Jobs.Wanted job =
              new Jobs.Wanted(call.tenant(), call.caller(), kind, wanted.reason, wanted.perSecond);
          writes.await(
              call,
              webhooks.withJobs(jobs -> jobs.start(jobId, job, matched)),
              started -> {
                call.location("/v1/jobs/" + jobId);
                call.send(202, json(started));
              });
        });
  }

  private Wanted parse(Map<String, Object> body, Kind kind, Principal principal) {
    RequestFields fields = new RequestFields(body);
    RequestFields filter = fields.object("filter");
    LetterFilter read = filter(filter, fields, principal);
    String reason = kind == Kind.DISCARD ? fields.text("reason", MAX_REASON) : null;
    Integer perSecond = fields.optionalInteger("perSecond", 1, MAX_PER_SECOND);
    boolean dryRun = Boolean.TRUE.equals(fields.optionalBoolean("dryRun"));
    fields.verify();
    return new Wanted(read, reason, perSecond == null ? PER_SECOND : perSecond, dryRun);
  }

  private LetterFilter filter(
      @Nullable RequestFields filter, RequestFields fields, Principal principal) {
    Integer max = fields.optionalInteger("max", 1, MAX_LETTERS);
    RequestFields given = filter == null ? new RequestFields(Map.of()) : filter;
    LetterFilter read =
        new LetterFilter(
            principal.tenant(),
            principal.allTenants(),
            letters.scope(principal),
            given.optionalCode(
                "source", LetterSource.WORDS::contains, "one of " + LetterSource.WORDS),
            given.optionalText("consumer", MAX_WORD),
            given.optionalCode(
                "code", LetterSource.CODES::contains, "one of " + LetterSource.CODES),
            given.optionalCode("shipmentId", CommandId::isShipmentId, "a shipment's id"),
            LetterState.PARKED,
            given.optionalTime("since"),
            given.optionalTime("until"),
            null,
            max == null ? LETTERS : max);
    given.end();
    return read;
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    String jobId = call.path("jobId");
    writes.await(
        call,
        DeadLetterRoutes.isId(jobId)
            ? webhooks.withJobs(jobs -> jobs.job(jobId))
            : Future.succeededFuture(null),
        job -> call.send(200, json(visible(job, call.principal()))));
  }

  /** The caller's own jobs; for operators those of their tenant. */
  private static Job visible(@Nullable Job job, Principal principal) {
    if (job != null
        && job.tenant().equals(principal.tenant())
        && (principal.role() == Role.OPERATOR || job.caller().equals(principal.caller()))) {
      return job;
    }
    throw new Problem(ProblemCode.NOT_FOUND, "There is no such job").toException();
  }

  private static JsonWriter json(Job job) {
    Instant created = job.createdAt();
    return new JsonWriter(256)
        .beginObject()
        .field("jobId", job.jobId())
        .field("kind", job.kind().word())
        .field("state", job.state().name())
        .field("matched", job.matched())
        .field("done", job.done())
        .field("refused", job.refused())
        .field("createdAt", created)
        .field("updatedAt", job.updatedAt())
        .endObject();
  }
}
