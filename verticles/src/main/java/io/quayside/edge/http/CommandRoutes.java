package io.quayside.edge.http;

import io.quayside.common.identity.CommandIdentity;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.edge.http.Preconditions.CommandHeaders;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.CommandService.Outcome;
import io.vertx.core.Handler;
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

  /** The handler of a type's commands: to the shipment of the path, or opening a stream. */
  public Handler<Call> handler(CommandType<?> type) {
    PathMembers members = PathMembers.of(type.operation().path());
    return call -> decide(call, type, members);
  }

  private void decide(Call call, CommandType<?> type, PathMembers members) {
    long start = System.nanoTime();
    Buffer given = call.body();
    Map<String, Object> body = given == null ? Map.of() : Json.parseObject(given.getBytes());
    List<Offence> offences = new ArrayList<>(0);
    CommandHeaders headers = Preconditions.commandHeaders(call, offences);
    Command command;
    try {
      command =
          Preconditions.parsed(offences, () -> members.parse(type, body, call, Instant.now()));
    } catch (ProblemException refused) {
      commands.countRefused(type.name(), refused.problem().code(), start);
      throw refused;
    }
    commands
        .decide(
            new CommandService.Request(
                command,
                call.optionalPathParam("id"),
                CommandIdentity.ofKey(headers.key()),
                call.principal(),
                headers.ifMatch(),
                headers.traceparent()))
        .onComplete(outcome -> send(call.request().response(), outcome), call::fail);
  }

  private static void send(HttpServerResponse response, Outcome outcome) {
    switch (outcome) {
      case Outcome.Refused refused -> Problems.send(response, refused.problem());
      case Outcome.Accepted accepted -> send(response, accepted);
    }
  }

  private static void send(HttpServerResponse response, Outcome.Accepted accepted) {
    response.setStatusCode(accepted.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON);
    response.putHeader(HttpHeaders.ETAG, "\"" + accepted.receipt().version() + "\"");
    if (accepted.replayed()) {
      response.putHeader("Idempotency-Replayed", "true");
    }
    if (accepted.location() != null) {
      response.putHeader(HttpHeaders.LOCATION, accepted.location());
    }
    response.end(Buffer.buffer(ReceiptJson.encode(accepted)));
  }
}
