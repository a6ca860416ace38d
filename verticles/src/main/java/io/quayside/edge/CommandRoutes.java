package io.quayside.edge;

import io.quayside.edge.Commands.Outcome;
import io.quayside.edge.Preconditions.CommandHeaders;
import io.quayside.json.Json;
import io.quayside.log.Receipt;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Commands over HTTP. */
final class CommandRoutes {
  private final Commands commands;

  CommandRoutes(Commands commands) {
    this.commands = commands;
  }

  void book(RoutingContext ctx) {
    decide(ctx, Commands.BOOK, null);
  }

  /** A command to the shipment of the path. */
  void decide(RoutingContext ctx, String name) {
    decide(ctx, name, Preconditions.shipmentId(ctx.pathParam("id")));
  }

  private void decide(RoutingContext ctx, String name, String shipmentId) {
    CommandHeaders headers = Preconditions.commandHeaders(ctx);
    commands
        .decide(
            new Commands.Request(
                name,
                shipmentId,
                headers.key(),
                headers.ifMatch(),
                headers.traceparent(),
                Json.parseObject(ctx.body().buffer().getBytes())))
        .onComplete(outcome -> send(ctx.response(), outcome), ctx::fail);
  }

  private static void send(HttpServerResponse response, Outcome outcome) {
    if (outcome.problem() != null) {
      Problems.send(response, outcome.problem());
      return;
    }
    Receipt receipt = outcome.accepted().receipt();
    response.setStatusCode(outcome.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON);
    response.putHeader(HttpHeaders.ETAG, "\"" + receipt.version() + "\"");
    if (outcome.accepted().replayed()) {
      response.putHeader("Idempotency-Replayed", "true");
    }
    if (outcome.status() == 201) {
      response.putHeader(HttpHeaders.LOCATION, "/v1/shipments/" + outcome.accepted().shipmentId());
    }
    response.end(Buffer.buffer(Commands.encode(outcome.accepted())));
  }
}
