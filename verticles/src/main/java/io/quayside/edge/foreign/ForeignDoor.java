package io.quayside.edge.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.OnContext;
import io.quayside.edge.http.BodyReader;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.foreign.CaptureRequest;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.DocumentBudget;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.RecordResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes documents for the routes of their formats: so many at a time, as the node's budget allows,
 * read off the event loop. One for each event loop.
 */
final class ForeignDoor {
  /** Documents of an event loop that may be under way. */
  private static final int AT_A_TIME = 4;

  /** How long a refusal waits to be kept. */
  private static final long REFUSAL_SECONDS = 1;

  private final Vertx vertx;
  private final ForeignCapture capture;
  private final CaptureStore store;
  private final DocumentBudget budget;
  private final Metrics metrics;
  private int underWay;

  ForeignDoor(
      Vertx vertx,
      ForeignCapture capture,
      CaptureStore store,
      DocumentBudget budget,
      Metrics metrics) {
    this.vertx = vertx;
    this.capture = capture;
    this.store = store;
    this.budget = budget;
    this.metrics = metrics;
  }

  /** The bytes of the budget that one call has. */
  private final class Share {
    private int bytes;

    Share(int bytes) {
      this.bytes = bytes;
    }

    /** Gives back what is above the true size, once that is known. */
    void shrinkTo(int needed) {
      budget.giveBack(bytes - needed);
      bytes = needed;
    }

    void end() {
      underWay--;
      shrinkTo(0);
    }
  }

  /**
   * What a format does with a document.
   *
   * @param read the records of a text; may take its time
   * @param answer the members that are told of the results, as one JSON object
   */
  record Format<D>(
      String name,
      Set<String> mediaTypes,
      Function<byte[], D> read,
      Function<D, List<ForeignRecord>> records,
      Answer<D> answer) {
    /** Makes the JSON object that is kept of a request. */
    @FunctionalInterface
    interface Answer<D> {
      byte[] of(D document, List<RecordResult> results);
    }
  }

  /** A request whose body is there. */
  private record Received(
      String captureId, String format, Principal caller, Instant receivedAt, byte[] body) {
    static Received now(String format, Principal caller, byte[] body) {
      return new Received(CaptureStore.idOf(format, caller, body), format, caller, time(), body);
    }

    private static Instant time() {
      return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    CaptureStore.Taken ended(String outcome, byte[] answer) {
      return new CaptureStore.Taken(
          captureId, format, caller, receivedAt, time(), outcome, body, answer);
    }
  }

  /** A request that was taken, and what is told of it. */
  record Captured(String captureId, byte[] answer) {}

  /**
   * Takes the body of a call, and hands over what was made of it; answers failures itself.
   *
   * @param offences of headers and query, which are judged once the body is JSON of a bearable size
   */
  <D> void take(Call call, Format<D> format, List<Offence> offences, Consumer<Captured> done) {
    Preconditions.body(call.request(), format.mediaTypes);
    Share share = share(call);
    call.onEnd(share::end);
    new BodyReader(
            call,
            whole -> {
              byte[] body = call.requireBody().getBytes();
              share.shrinkTo(body.length);
              captured(call, format, offences, body).onComplete(done::accept, call::fail);
            },
            DocumentBudget.MAX_DOCUMENT)
        .start();
  }

  /** A body that does not tell its length may be as long as one can be. */
  private Share share(Call call) {
    String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    int bytes =
        length == null
            ? DocumentBudget.MAX_DOCUMENT
            : (int) Math.min(DocumentBudget.MAX_DOCUMENT, Long.parseLong(length));
    if (underWay >= AT_A_TIME || !budget.take(bytes)) {
      metrics.overflow("documents");
      throw new Problem(ProblemCode.OVERLOADED, "Too many documents are under way").toException();
    }
    underWay++;
    return new Share(bytes);
  }

  private static <D> D read(Format<D> format, List<Offence> offences, byte[] body) {
    D document;
    try {
      document = format.read.apply(body);
    } catch (ProblemException invalid) {
      if (invalid.problem().code() == ProblemCode.DOCUMENT_INVALID) {
        Preconditions.refuse(offences);
      }
      throw invalid;
    }
    Preconditions.refuse(offences);
    return document;
  }

  private <D> Future<Captured> captured(
      Call call, Format<D> format, List<Offence> offences, byte[] body) {
    Received request = Received.now(format.name, call.principal(), body);
    return vertx
        .executeBlocking(() -> read(format, offences, body), false)
        .compose(
            document ->
                capture
                    .take(
                        new CaptureRequest(
                            format.name,
                            call.principal(),
                            call.requireGrant().quota(),
                            format.records.apply(document),
                            Preconditions.traceparent(call.request())))
                    .compose(
                        results -> {
                          byte[] answer = format.answer.of(document, results);
                          return store
                              .keep(request.ended(outcome(results), answer))
                              .map(new Captured(request.captureId, answer));
                        }))
        .recover(failure -> refused(request, Faults.toProblem(failure)));
  }

  /** The request is kept before it is answered: until then its bytes count for the budget. */
  private Future<Captured> refused(Received request, Problem problem) {
    Future<Void> kept =
        store.keepRefused(request.ended(problem.code().code(), Problems.encode(problem)));
    return OnContext.within(REFUSAL_SECONDS, TimeUnit.SECONDS, kept)
        .transform((v, lost) -> Future.failedFuture(problem.toException()));
  }

  /** The whole request in a word: its worst record. */
  private static String outcome(List<RecordResult> results) {
    return results.stream()
        .map(RecordResult::outcome)
        .max(Comparator.naturalOrder())
        .orElse(RecordResult.Outcome.UNTRANSLATED)
        .word();
  }
}
