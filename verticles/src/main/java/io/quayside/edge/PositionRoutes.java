package io.quayside.edge;

import io.quayside.edge.PositionParser.ShipmentPosition;
import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.problem.Problem.Offence;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tracking updates over HTTP, single and in batches. */
final class PositionRoutes {
  /** The bodies that say how an update was taken. */
  private static final Map<Verdict, Buffer> TAKEN = new EnumMap<>(Verdict.class);

  static {
    for (Verdict verdict : Verdict.values()) {
      JsonOut body = new JsonOut(32).beginObject().field("result", verdict.word()).endObject();
      TAKEN.put(verdict, Buffer.buffer(body.toBytes()));
    }
  }

  private final Tracks tracks;
  private final Scratch scratch;

  PositionRoutes(Tracks tracks, Scratch scratch) {
    this.tracks = tracks;
    this.scratch = scratch;
  }

  /** One update of the shipment in the path. */
  void track(Call call) {
    PositionUpdate update = update(scratch.copy(call.body()), call.body().length(), call.query());
    // As in a batch: what is wrong with an update comes before whose it is.
    String shipmentId = Preconditions.shipmentId(call.shipmentId());
    tracks.take(
        shipmentId,
        update,
        Preconditions.traceparent(call.request()),
        outcome -> send(call.request().response(), outcome));
  }

  private static PositionUpdate update(byte[] bytes, int length, MultiMap query) {
    Instant now = Instant.now();
    ShipmentPosition plain = new PositionReader(now).read(bytes, 0, length);
    if (plain != null && plain.shipmentId() == null && query.isEmpty()) {
      return plain.update();
    }
    Map<String, Object> body = Json.parseObject(bytes, 0, length);
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(query, Set.of(), offences);
    Preconditions.refuse(offences, () -> PositionParser.parse(body, now));
    return PositionParser.parse(body, now);
  }

  private static void send(HttpServerResponse response, Tracks.Outcome outcome) {
    if (outcome.problem() != null) {
      Problems.send(response, outcome.problem());
    } else {
      response
          .setStatusCode(202)
          .putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON)
          .end(TAKEN.get(outcome.verdict()));
    }
  }

  /** Many updates, a line each, that name their shipments. */
  void batch(RoutingContext ctx) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(ctx.queryParams(), Set.of(), offences);
    Preconditions.refuse(offences);
    PositionBatch batch =
        new PositionBatch(ctx.request(), tracks, Preconditions.traceparent(ctx.request()), scratch);
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
