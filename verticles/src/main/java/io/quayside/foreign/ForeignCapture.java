package io.quayside.foreign;

import io.quayside.admin.Partner;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.Redriver;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of a document: finds their shipments, has each say what it means there, sends
 * the commands, and keeps a dead letter of what cannot be done. Records of one shipment are taken
 * in the document's order, shipments side by side. Confined to one event loop.
 */
public final class ForeignCapture {
  private static final long DEADLINE_SECONDS = 20;

  private final Parts parts;
  private final Subjects subjects;
  private final LatestStreams streams;

  /**
   * What a capture works with.
   *
   * @param projected waits until the read models have what the log has, or for a bounded time
   * @param partners the profile of a partner, by tenant and SCAC or {@code default}; null: none
   * @param letters parks a letter of a caller
   */
  public record Parts(
      CommandService commands,
      PositionIngest positions,
      ShardClient shards,
      ReadModels readModels,
      Supplier<Future<Void>> projected,
      CaptureStore store,
      BiFunction<String, String, @Nullable Partner> partners,
      BiFunction<Letter, String, Future<KeptLetter>> letters,
      Scheduler scheduler,
      InstantSource clock,
      Metrics metrics) {}

  public ForeignCapture(Parts parts) {
    this.parts = parts;
    this.subjects = new Subjects(parts.readModels.identifiers(), parts.projected);
    this.streams = new LatestStreams(parts.shards, parts.readModels, parts.scheduler);
  }

  /**
   * Tries the one record of a request again, without a new letter: completes with why it is
   * refused, or with nothing.
   *
   * @param shipmentId the shipment that it is tried for; null: whichever it is about
   */
  public Future<Optional<Redriver.Refusal>> again(
      CaptureRequest request, @Nullable String shipmentId) {
    return within(
            started(request, shipmentId).compose(run -> run.attempt().map(v -> run.refusals())))
        .map(
            refusals ->
                refusals.stream()
                    .findFirst()
                    .map(one -> new Redriver.Refusal(one.code(), one.detail())));
  }

  /**
   * Takes records; completes when each is in Kafka as an event, a position or a letter, or says
   * nothing. Fails where that is not done in 20 s: what was done counts once.
   */
  public Future<List<RecordResult>> take(CaptureRequest request) {
    return within(started(request, null).compose(CaptureRun::run))
        .recover(
            failure ->
                Future.failedFuture(failure instanceof TimeoutException ? unavailable() : failure));
  }

  private static <T> Future<T> within(Future<T> run) {
    return OnContext.within(DEADLINE_SECONDS, TimeUnit.SECONDS, run);
  }

  /** A request whose shipments are found: those of the first sending, else those it names now. */
  private Future<CaptureRun> started(CaptureRequest request, @Nullable String onlyShipment) {
    return parts
        .store
        .firstSendings()
        .known(request.caller().caller(), request.format(), request.records())
        .compose(
            known -> {
              CaptureRun run = new CaptureRun(parts, streams, request, known, onlyShipment);
              return subjects.find(request.caller(), run.unsettled()).map(run::with);
            });
  }

  private static ProblemException unavailable() {
    return new Problem(
            ProblemCode.TEMPORARILY_UNAVAILABLE,
            "The document was not done in time; sent again, what was done counts once")
        .toException();
  }
}
