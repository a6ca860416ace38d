package io.quayside.edge;

import io.quayside.edge.Commands.Outcome;
import io.quayside.edge.Preconditions.CommandHeaders;
import io.quayside.json.Json;
import io.quayside.log.Receipt;
import io.quayside.problem.Problem.Offence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    decide(ctx, name, ctx.pathParam("id"));
  }

  private void decide(RoutingContext ctx, String name, String shipmentId) {
    Map<String, Object> body = Json.parseObject(ctx.body().buffer().getBytes());
    List<Offence> offences = new ArrayList<>(0);
    CommandHeaders headers = Preconditions.commandHeaders(ctx, offences);
    Preconditions.refuse(offences, () -> CommandParser.parse(name, body, Instant.now()));
    commands
        .decide(
            new Commands.Request(
                name, shipmentId, headers.key(), headers.ifMatch(), headers.traceparent(), body))
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
