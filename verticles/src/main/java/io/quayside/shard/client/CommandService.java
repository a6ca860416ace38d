package io.quayside.shard.client;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.CommandIdentity;
import io.quayside.common.identity.Fingerprint;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.Rights;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Decides typed commands, whichever door they came through: derives the command's identity, asks
 * the shard, counts the outcome. Confined to one event loop.
 */
public final class CommandService {
  private static final ShardAnswer NOT_OWN =
      new ShardAnswer.Refused(
          ProblemCode.FORBIDDEN, "The caller acts for another shipper or carrier than this one");
  private static final ShardAnswer NO_SHIPMENT = new ShardAnswer.Refused(Rights.NO_SHIPMENT);

  private final Contexts contexts;
  private final ShardClient shards;
  private final CommandCompletion completion;
  private final Metrics metrics;

  public CommandService(
      Contexts contexts, ShardClient shards, CommandCompletion completion, Metrics metrics) {
    this.contexts = contexts;
    this.shards = shards;
    this.completion = completion;
    this.metrics = metrics;
  }

  /**
   * A command with what belongs to it.
   *
   * @param shipmentId null for a command that opens a stream; a malformed id is answered as {@code
   *     shipment-not-found}
   * @param ifMatch the version that the caller expects, or null
   * @param traceparent W3C Trace Context, or null
   */
  public record Request(
      Command command,
      @Nullable String shipmentId,
      CommandIdentity identity,
      Principal principal,
      @Nullable Integer ifMatch,
      @Nullable String traceparent) {
    private Request with(Command completed) {
      return new Request(completed, shipmentId, identity, principal, ifMatch, traceparent);
    }
  }

  /** The outcome of a command. */
  public sealed interface Outcome {
    /** The command's event is in the log; {@code replayed}: an earlier request had put it there. */
    record Accepted(
        CommandType<?> type,
        @Nullable String numberName,
        String shipmentId,
        Receipt receipt,
        boolean replayed)
        implements Outcome {
      /** The path of what the command created, or null where it created nothing. */
      public @Nullable String location() {
        String path = type.operation().createsAt();
        if (path == null) {
          return null;
        }
        String location = path.replace(":id", shipmentId);
        return numberName == null
            ? location
            : location.replace(':' + numberName, Integer.toString(receipt.number()));
      }
    }

    record Refused(Problem problem) implements Outcome {}

    /** The HTTP status: a problem's, 201 where something was created, else 200. */
    default int status() {
      return switch (this) {
        case Accepted accepted -> accepted.location() == null ? 200 : 201;
        case Refused refused -> refused.problem().code().status();
      };
    }
  }

  /** The commands that callers may send. */
  public Contexts contexts() {
    return contexts;
  }

  /** Decides a command. A refusal is an outcome; the future never fails. */
  public Future<Outcome> decide(Request request) {
    long start = System.nanoTime();
    CommandType<?> type = contexts.typeOf(request.command());
    return ask(type, request)
        .map(answer -> outcome(type, answer))
        .otherwise(failure -> new Outcome.Refused(Faults.toProblem(failure)))
        .onSuccess(outcome -> metrics.command(type.name(), countedAs(outcome), start));
  }

  /** Counts a command that was refused before it was a command. */
  public void countRefused(String name, ProblemCode code, long startNanos) {
    metrics.command(name, code.code(), startNanos);
  }

  private Future<ShardAnswer> ask(CommandType<?> type, Request request) {
    if (!type.namesOwn(request.principal(), request.command())) {
      return Future.succeededFuture(NOT_OWN);
    }
    if (request.shipmentId() != null && !CommandId.isShipmentId(request.shipmentId())) {
      return Future.succeededFuture(NO_SHIPMENT);
    }
    Future<Command> completed = completion.complete(request.principal(), request.command());
    return completed == null
        ? shards.ask(identified(type, request))
        : completed.compose(command -> shards.ask(identified(type, request.with(command))));
  }

  /** A retry has the same command id, and a booking's retry the same shipment id. */
  private static Decide identified(CommandType<?> type, Request request) {
    return switch (request.identity()) {
      case CommandIdentity.None none ->
          new Decide(
              request.shipmentId() == null ? CommandId.random() : request.shipmentId(),
              request.command(),
              request.principal(),
              CommandId.random(),
              false,
              request.ifMatch(),
              request.traceparent());
      case CommandIdentity.Key key -> keyed(type, request, key.key());
    };
  }

  private static Decide keyed(CommandType<?> type, Request request, String key) {
    String caller = request.principal().caller();
    String payload = Fingerprint.of(type.name(), type.encode(request.command().payload()));
    String shipmentId = request.shipmentId();
    return new Decide(
        shipmentId == null ? CommandId.shipmentOf(caller, key) : shipmentId,
        request.command(),
        request.principal(),
        CommandId.keyed(caller, shipmentId == null ? "" : shipmentId, key, payload),
        true,
        request.ifMatch(),
        request.traceparent());
  }

  private Outcome outcome(CommandType<?> type, ShardAnswer answer) {
    return switch (answer) {
      case ShardAnswer.Accepted accepted ->
          new Outcome.Accepted(
              type,
              contexts.numberName(type),
              accepted.shipmentId(),
              accepted.receipt(),
              accepted.replayed());
      case ShardAnswer.Refused refused -> new Outcome.Refused(refused.problem());
      case ShardAnswer.Taken other -> throw unexpected(other);
      case ShardAnswer.Several other -> throw unexpected(other);
      case ShardAnswer.Version other -> throw unexpected(other);
    };
  }

  private static IllegalStateException unexpected(ShardAnswer answer) {
    return new IllegalStateException("not the answer to a command: " + answer);
  }

  private static String countedAs(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.replayed() ? "replayed" : "accepted";
      case Outcome.Refused refused -> refused.problem().code().code();
    };
  }
}
