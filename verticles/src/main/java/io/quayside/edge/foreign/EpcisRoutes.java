package io.quayside.edge.foreign;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.foreign.ForeignDoor.Captured;
import io.quayside.edge.foreign.ForeignDoor.Format;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Gzip;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.CaptureStore.Kept;
import io.quayside.foreign.DocumentBudget;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.RecordResult;
import io.quayside.foreign.epcis.EpcisDocument;
import io.quayside.foreign.epcis.EpcisOut;
import io.quayside.readmodel.Identifiers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** EPCIS 2.0: capture of documents, and documents of shipments. */
final class EpcisRoutes {
  static final String FORMAT = "epcis";
  private static final String CAPTURE = "/v1/epcis/capture";
  private static final String ERROR_BEHAVIOUR = "GS1-Capture-Error-Behaviour";
  private static final String PROCEED = "proceed";
  private static final int UNPROCESSABLE = 422;

  private static final Format<List<ForeignRecord>> EPCIS =
      new Format<>(
          FORMAT,
          Set.of("application/json", "application/ld+json"),
          EpcisDocument::read,
          Function.identity(),
          (records, results) -> answer(results));

  private final ForeignDoor door;
  private final CaptureStore store;
  private final Identifiers identifiers;
  private final Milestones milestones;

  EpcisRoutes(
      ForeignDoor door, CaptureStore store, Identifiers identifiers, Milestones milestones) {
    this.door = door;
    this.store = store;
    this.identifiers = identifiers;
    this.milestones = milestones;
  }

  /** Takes a document; the log has no rollback. */
  void capture(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    String behaviour = call.request().getHeader(ERROR_BEHAVIOUR);
    if (behaviour != null && !behaviour.equals(PROCEED)) {
      offences.add(Offence.in(ERROR_BEHAVIOUR, "must be proceed: a log has no rollback"));
    }
    door.take(call, EPCIS, offences, captured -> accepted(call, captured));
  }

  private static void accepted(Call call, Captured captured) {
    call.response()
        .setStatusCode(202)
        .putHeader(HttpHeaders.LOCATION, CAPTURE + '/' + captured.captureId())
        .end();
  }

  /** The members that are told of results. */
  private static byte[] answer(List<RecordResult> results) {
    JsonWriter out = new JsonWriter(256 + 128 * results.size()).beginObject();
    boolean success = results.stream().allMatch(result -> result.refused().isEmpty());
    out.field("success", success).beginArray("errors");
    for (RecordResult result : results) {
      for (RecordResult.Refused letter : result.refused()) {
        out.beginObject()
            .field("type", "urn:quayside:problem:" + letter.code())
            .field("title", "The record is kept as a dead letter")
            .field("status", UNPROCESSABLE)
            .field("detail", letter.detail())
            .field("code", letter.code())
            .field("index", result.index())
            .endObject();
      }
    }
    out.endArray().beginArray("results");
    results.forEach(result -> result.write(out));
    return out.endArray().endObject().toBytes();
  }

  /** Says what can be captured. */
  void describe(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    HttpServerResponse response = call.response();
    response
        .putHeader(HttpHeaders.ALLOW, "OPTIONS, POST")
        .putHeader("GS1-EPCIS-Version", "2.0.0")
        .putHeader("GS1-CBV-Version", "2.0.0")
        .putHeader("GS1-EPCIS-Capture-Limit", Integer.toString(EpcisDocument.MAX_EVENTS))
        .putHeader(
            "GS1-EPCIS-Capture-File-Size-Limit", Integer.toString(DocumentBudget.MAX_DOCUMENT))
        .putHeader(ERROR_BEHAVIOUR, PROCEED)
        .setStatusCode(204)
        .end();
  }

  /** A document that was captured. */
  void job(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    String captureId = call.pathParam("captureId");
    if (CaptureStore.isId(captureId)) {
      store
          .find(call.principal(), FORMAT, captureId)
          .onComplete(kept -> show(call, kept), call::fail);
    } else {
      show(call, null);
    }
  }

  private static void show(Call call, @Nullable Kept kept) {
    if (kept == null) {
      call.fail(new Problem(ProblemCode.NOT_FOUND, "There is no such capture").toException());
      return;
    }
    byte[] head =
        new JsonWriter(256)
            .beginObject()
            .field("captureID", kept.captureId())
            .field("createdAt", kept.receivedAt())
            .field("finishedAt", kept.finishedAt())
            .field("running", false)
            .field("captureErrorBehaviour", PROCEED)
            .toBytes();
    send(
        call,
        Buffer.buffer(head)
            .appendString(",")
            .appendBuffer(kept.answer().slice(1, kept.answer().length())));
  }

  private static void send(Call call, Buffer body) {
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON);
    Gzip.send(call, body.getBytes());
  }

  /** The milestones of one shipment. */
  void shipment(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    String shipmentId = Preconditions.shipmentId(call.pathParam("id"));
    milestones
        .of(call.principal(), shipmentId)
        .onComplete(
            told -> send(call, Buffer.buffer(EpcisOut.document(now(), told, call.principal()))),
            call::fail);
  }

  /** Milestones of several shipments. */
  void events(Call call) {
    EpcisQuery query = EpcisQuery.parse(call.query());
    query
        .shipments(call.principal(), identifiers)
        .compose(ids -> milestones.of(call.principal(), ids))
        .onComplete(
            told -> {
              EpcisQuery.Page page = query.page(told);
              if (page.next() != null) {
                call.response()
                    .putHeader("Link", "<" + query.next(page.next()) + ">; rel=\"next\"");
              }
              send(
                  call,
                  Buffer.buffer(EpcisOut.queryDocument(now(), page.events(), call.principal())));
            },
            call::fail);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
