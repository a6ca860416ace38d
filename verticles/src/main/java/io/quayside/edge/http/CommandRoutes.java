package io.quayside.edge.http;

import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.shipment.CommandParser;
import io.quayside.domain.stream.Receipt;
import io.quayside.edge.EdgeVerticle;
import io.quayside.edge.command.CommandService;
import io.quayside.edge.command.CommandService.Outcome;
import io.quayside.edge.http.Preconditions.CommandHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands over HTTP. */
public final class CommandRoutes {
  private final CommandService commands;

  public CommandRoutes(CommandService commands) {
    this.commands = commands;
  }

  /** A command to the shipment of the path, or a booking. */
  public void decide(Call call, String name) {
    Map<String, Object> body = Json.parseObject(call.body().getBytes());
    List<Offence> offences = new ArrayList<>(0);
    CommandHeaders headers = Preconditions.commandHeaders(call, offences);
    Preconditions.refuse(offences, () -> CommandParser.parse(name, body, Instant.now()));
    commands
        .decide(
            new CommandService.Request(
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
    response.end(Buffer.buffer(CommandService.encode(outcome.accepted())));
  }
}
