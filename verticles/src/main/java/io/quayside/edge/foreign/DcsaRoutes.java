package io.quayside.edge.foreign;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.foreign.ForeignDoor.Format;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Gzip;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.RecordResult;
import io.quayside.foreign.dcsa.DcsaDocument;
import io.quayside.foreign.dcsa.DcsaOut;
import io.quayside.readmodel.Identifiers;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** DCSA Track and Trace: events in, and events of shipments in version 2.2. */
final class DcsaRoutes {
  static final String FORMAT = "dcsa";

  private static final Format<DcsaDocument> DCSA =
      new Format<>(
          FORMAT,
          Set.of("application/json"),
          DcsaDocument::read,
          DcsaDocument::records,
          DcsaRoutes::answer);

  private final ForeignDoor door;
  private final Identifiers identifiers;
  private final Milestones milestones;

  DcsaRoutes(ForeignDoor door, Identifiers identifiers, Milestones milestones) {
    this.door = door;
    this.identifiers = identifiers;
    this.milestones = milestones;
  }

  /** Takes events. */
  void capture(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    door.take(call, DCSA, offences, captured -> send(call, captured.answer()));
  }

  private static byte[] answer(DcsaDocument document, List<RecordResult> results) {
    JsonWriter out = new JsonWriter(256 + 128 * results.size()).beginObject();
    out.beginArray("feedbackElements");
    document
        .errors()
        .forEach(error -> feedback(out, document, "ERROR", error.index(), error.detail()));
    for (RecordResult result : results) {
      result
          .refused()
          .forEach(
              letter ->
                  feedback(
                      out,
                      document,
                      "WARN",
                      result.index(),
                      letter.code() + ": " + letter.detail()));
    }
    out.endArray().beginArray("results");
    results.forEach(result -> result.write(out));
    return out.endArray().endObject().toBytes();
  }

  private static void feedback(
      JsonWriter out, DcsaDocument document, String severity, int index, String message) {
    out.beginObject()
        .field("severity", severity)
        .field("propertyPath", (document.version3() ? "$.events[" : "$[") + index + ']')
        .field("message", message)
        .endObject();
  }

  /** Events of shipments. */
  void events(Call call) {
    DcsaQuery query = DcsaQuery.parse(call.query());
    query
        .shipments(call.principal(), identifiers)
        .compose(ids -> milestones.of(call.principal(), ids))
        .onComplete(
            told -> {
              List<DcsaOut> events =
                  told.stream()
                      .map(one -> DcsaOut.of(one, call.principal()))
                      .filter(Objects::nonNull)
                      .toList();
              DcsaQuery.Page page = query.page(events);
              call.response().putHeader("API-Version", "2.2.0");
              if (page.next() != null) {
                call.response().putHeader("Next-Page", query.next(page.next()));
              }
              send(call, DcsaOut.array(page.events()));
            },
            call::fail);
  }

  private static void send(Call call, byte[] body) {
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON);
    Gzip.send(call, body);
  }
}
