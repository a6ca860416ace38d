package io.quayside.edge;

import io.quayside.edge.Commands.Outcome;
import io.quayside.edge.Preconditions.CommandHeaders;
import io.quayside.json.Json;
import io.quayside.log.Receipt;
import io.quayside.problem.Problem.Offence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
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

  /** A command to the shipment of the path, or a booking. */
  void decide(Call call, String name) {
    Map<String, Object> body = Json.parseObject(call.body().getBytes());
    List<Offence> offences = new ArrayList<>(0);
    CommandHeaders headers = Preconditions.commandHeaders(call, offences);
    Preconditions.refuse(offences, () -> CommandParser.parse(name, body, Instant.now()));
    commands
        .decide(
            new Commands.Request(
                name,
                call.shipmentId(),
                headers.key(),
                headers.ifMatch(),
                headers.traceparent(),
                body))
        .onComplete(
            outcome -> send(call.request().response(), outcome),
            defect -> Problems.refuse(call.request(), defect));
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
