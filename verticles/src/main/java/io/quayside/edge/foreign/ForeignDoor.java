package io.quayside.edge.foreign;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.http.BodyReader;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.foreign.CaptureRequest;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.RecordResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes documents for the routes of their formats: so many at a time, read off the event loop. One
 * for each event loop.
 */
final class ForeignDoor {
  /** The most bytes of a document. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Documents of an event loop that may be under way. */
  private static final int AT_A_TIME = 4;

  private final Vertx vertx;
  private final ForeignCapture capture;
  private final CaptureStore store;
  private final Metrics metrics;
  private int underWay;

  ForeignDoor(Vertx vertx, ForeignCapture capture, CaptureStore store, Metrics metrics) {
    this.vertx = vertx;
    this.capture = capture;
    this.store = store;
    this.metrics = metrics;
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

  /** A request that was taken, and what is told of it. */
  record Captured(String captureId, byte[] answer) {}

  /**
   * Takes the body of a call, and hands over what was made of it; answers failures itself.
   *
   * @param offences of headers and query, which are judged once the body is JSON of a bearable size
   */
  <D> void take(Call call, Format<D> format, List<Offence> offences, Consumer<Captured> done) {
    Preconditions.body(call.request(), format.mediaTypes);
    if (underWay >= AT_A_TIME) {
      metrics.overflow("documents");
      throw new Problem(ProblemCode.OVERLOADED, "Too many documents are under way").toException();
    }
    underWay++;
    call.onEnd(() -> underWay--);
    new BodyReader(
            call,
            whole ->
                captured(call, format, offences, call.requireBody().getBytes())
                    .onComplete(done::accept, call::fail),
            MAX_BYTES)
        .start();
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
    Instant received = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String captureId = CaptureStore.idOf(format.name, call.principal(), body);
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
                            format.records.apply(document)))
                    .compose(
                        results -> {
                          byte[] answer = format.answer.of(document, results);
                          return store
                              .keep(
                                  new CaptureStore.Taken(
                                      captureId,
                                      format.name,
                                      call.principal(),
                                      received,
                                      Instant.now().truncatedTo(ChronoUnit.MILLIS),
                                      outcome(results),
                                      body,
                                      answer))
                              .map(new Captured(captureId, answer));
                        }));
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
