package io.quayside.edge;

import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.problem.Problem.Offence;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tracking updates over HTTP, single and in batches. */
final class PositionRoutes {
  private final Tracks tracks;

  PositionRoutes(Tracks tracks) {
    this.tracks = tracks;
  }

  /** One update of the shipment in the path. */
  void track(Call call) {
    Map<String, Object> body = Json.parseObject(call.body().getBytes());
    Instant now = Instant.now();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences, () -> PositionParser.parse(body, now));
    PositionUpdate update = PositionParser.parse(body, now);
    // As in a batch: what is wrong with an update comes before whose it is.
    String shipmentId = Preconditions.shipmentId(call.shipmentId());
    tracks
        .take(shipmentId, update, Preconditions.traceparent(call.request()))
        .onComplete(
            outcome -> send(call.request().response(), outcome),
            defect -> Problems.refuse(call.request(), defect));
  }

  private static void send(HttpServerResponse response, Tracks.Outcome outcome) {
    if (outcome.problem() != null) {
      Problems.send(response, outcome.problem());
    } else {
      byte[] body =
          new JsonOut(32).beginObject().field("result", outcome.name()).endObject().toBytes();
      response
          .setStatusCode(202)
          .putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON)
          .end(Buffer.buffer(body));
    }
  }

  /** Many updates, a line each, that name their shipments. */
  void batch(RoutingContext ctx) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(ctx.queryParams(), Set.of(), offences);
    Preconditions.refuse(offences);
    PositionBatch batch =
        new PositionBatch(ctx.request(), tracks, Preconditions.traceparent(ctx.request()));
    batch.read().onComplete(v -> send(ctx.response(), batch), ctx::fail);
  }

  private static void send(HttpServerResponse response, PositionBatch batch) {
    if (batch.tooLarge()) {
      // The rest of the body will not be read.
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      Problems.send(response, 413, batch.problem());
    } else {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON)
          .end(Buffer.buffer(batch.answer()));
    }
  }
}
