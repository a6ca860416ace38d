package io.quayside.edge;

import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.metrics.Metrics;
import io.quayside.problem.Problem.Offence;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest.Track;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tracking updates over HTTP. */
final class PositionRoutes {
  private final ShardClient shards;
  private final Metrics metrics;

  PositionRoutes(ShardClient shards, Metrics metrics) {
    this.shards = shards;
    this.metrics = metrics;
  }

  /** One update of the shipment in the path. */
  void track(RoutingContext ctx) {
    long start = System.nanoTime();
    ask(ctx)
        .onComplete(
            answer -> {
              switch (answer) {
                case Taken taken -> {
                  metrics.position(name(taken.verdict()), start);
                  ctx.response()
                      .setStatusCode(202)
                      .putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON)
                      .end(Buffer.buffer(encode(taken.verdict())));
                }
                case Refused refused -> {
                  metrics.position(refused.problem().code().code(), start);
                  Problems.send(ctx.response(), refused.problem());
                }
                case ShardAnswer.Accepted other -> throw new IllegalStateException("" + other);
                case ShardAnswer.Version other -> throw new IllegalStateException("" + other);
              }
            },
            failure -> {
              metrics.position(Problems.nameOf(failure), start);
              ctx.fail(failure);
            });
  }

  private Future<ShardAnswer> ask(RoutingContext ctx) {
    try {
      List<Offence> offences = new ArrayList<>(0);
      Preconditions.noParameters(ctx, Set.of(), offences);
      Preconditions.refuse(offences);
      return shards.ask(
          new Track(
              Preconditions.shipmentId(ctx.pathParam("id")),
              PositionParser.parse(Json.parseObject(ctx.body().buffer().getBytes()), Instant.now()),
              Preconditions.traceparent(ctx.request())));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static byte[] encode(Verdict verdict) {
    return new JsonOut(32).beginObject().field("result", name(verdict)).endObject().toBytes();
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
