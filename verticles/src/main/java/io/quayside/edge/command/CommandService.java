package io.quayside.edge.command;

import io.quayside.common.identity.CommandId;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.domain.shipment.CommandParser;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.stream.Receipt;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;

/** Commands, however they came: derive the command's identity, ask the shard, tell the outcome. */
public final class CommandService {
  public static final String BOOK = "BookShipment";

  /** Who sends: one caller, as long as nobody has to say who they are. */
  private static final String CALLER = "anonymous";

  private final ShardClient shards;
  private final Metrics metrics;

  public CommandService(ShardClient shards, Metrics metrics) {
    this.shards = shards;
    this.metrics = metrics;
  }

  /**
   * A command as it arrived, its body not looked at yet. {@code shipmentId} is null for a booking;
   * {@code key}, {@code ifMatch} and {@code traceparent} where there is none. An id that is none is
   * judged as one that nobody knows: after the body.
   */
  public record Request(
      String name,
      String shipmentId,
      String key,
      Integer ifMatch,
      String traceparent,
      Map<String, Object> body) {}

  /** What became of a command: {@code body} is the answer, or a problem where that is not null. */
  public record Outcome(Accepted accepted, Problem problem) {
    /** The HTTP status; a booking creates something. */
    public int status() {
      if (problem != null) {
        return problem.code().status();
      }
      return accepted.receipt().version() == 1 ? 201 : 200;
    }
  }

  /** Decides a command; whatever is wrong with it is an outcome too. */
  public Future<Outcome> decide(Request request) {
    long start = System.nanoTime();
    return ask(request)
        .map(CommandService::outcome)
        .otherwise(failure -> new Outcome(null, Problems.of(failure)))
        .onSuccess(
            outcome -> metrics.command(countedName(request.name()), countedAs(outcome), start));
  }

  private Future<ShardAnswer> ask(Request request) {
    try {
      ShipmentCommand command = CommandParser.parse(request.name(), request.body(), Instant.now());
      if (request.shipmentId() != null) {
        Preconditions.shipmentId(request.shipmentId());
      }
      return shards.ask(identify(request, command));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** A retry has the same identity, and a booking's retry the same shipment. */
  private static Decide identify(Request request, ShipmentCommand command) {
    String key = request.key();
    if (key == null) {
      String id = request.shipmentId() == null ? CommandId.random() : request.shipmentId();
      return new Decide(
          id, command, CommandId.random(), false, request.ifMatch(), request.traceparent());
    }
    String payload = Json.fingerprint(Map.of("name", request.name(), "body", request.body()));
    String scope = request.shipmentId() == null ? "" : request.shipmentId();
    return new Decide(
        request.shipmentId() == null ? CommandId.shipmentOf(CALLER, key) : request.shipmentId(),
        command,
        CommandId.keyed(CALLER, scope, key, payload),
        true,
        request.ifMatch(),
        request.traceparent());
  }

  private static Outcome outcome(ShardAnswer answer) {
    return switch (answer) {
      case Accepted accepted -> new Outcome(accepted, null);
      case Refused refused -> new Outcome(null, refused.problem());
      case ShardAnswer.Taken taken -> throw new IllegalStateException("not a command's: " + taken);
      case ShardAnswer.Several each -> throw new IllegalStateException("not a command's: " + each);
      case ShardAnswer.Version version ->
          throw new IllegalStateException("not a command's: " + version);
    };
  }

  /** A name that nobody knows is not worth a time series of its own. */
  private static String countedName(String name) {
    return CommandParser.NAMES.contains(name) ? name : "unknown";
  }

  private static String countedAs(Outcome outcome) {
    if (outcome.problem() != null) {
      return outcome.problem().code().code();
    }
    return outcome.accepted().replayed() ? "replayed" : "accepted";
  }

  /** {@code {"shipmentId","version","eventId","type","status","recordedAt"}}. */
  public static byte[] encode(Accepted accepted) {
    Receipt receipt = accepted.receipt();
    return new JsonWriter(256)
        .beginObject()
        .field("shipmentId", accepted.shipmentId())
        .field("version", receipt.version())
        .field("eventId", accepted.shipmentId() + "/" + receipt.version())
        .field("type", receipt.type())
        .field("status", receipt.status().name())
        .field("recordedAt", receipt.recordedAt())
        .endObject()
        .toBytes();
  }
}
