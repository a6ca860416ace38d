package io.quayside.foreign;

import io.quayside.admin.Partner;
import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.CommandIdentity;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.foreign.ForeignCapture.Parts;
import io.quayside.foreign.Reading.Fact;
import io.quayside.foreign.Translation.Commands;
import io.quayside.foreign.Translation.Nothing;
import io.quayside.foreign.Translation.Position;
import io.quayside.foreign.Translation.Unclear;
import io.quayside.shard.client.CommandService.Outcome;
import io.quayside.shard.client.CommandService.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of one document that are about one shipment, one after the other. */
final class ShipmentChain {
  private static final String ILLEGAL = ProblemCode.ILLEGAL_TRANSITION.code();
  private static final String RETURN_STARTED = "shipment.return-started.v1";

  private final Parts parts;
  private final CaptureRequest request;
  private final LatestStreams streams;
  private final String shipmentId;
  private final Partner partner;
  private final Set<Integer> ofSeveral;
  private ShipmentStream stream;
  private Status status;

  /** Whether a command of this document has ended the caller's right to read the shipment. */
  private boolean unreadable;

  /** The keys of records that said nothing so far: the same record says nothing again. */
  private final Set<String> silent = new HashSet<>();

  /** The events that this document has made so far, by the key's part of their command ids. */
  private final Map<String, Receipt> made = new HashMap<>();

  /** {@code ofSeveral}: the places of records that are about other shipments too. */
  ShipmentChain(
      Parts parts,
      CaptureRequest request,
      LatestStreams streams,
      ShipmentStream stream,
      Partner partner,
      Set<Integer> ofSeveral) {
    this.parts = parts;
    this.request = request;
    this.streams = streams;
    this.shipmentId = stream.shipmentId();
    this.partner = partner;
    this.ofSeveral = ofSeveral;
    this.stream = stream;
    this.status = stream.status();
  }

  /** Is told what becomes of each record. */
  interface Results {
    void done(ForeignRecord record, String eventId);

    /** The request fails between the first and the second command of the record. */
    void unfinished(ForeignRecord record);

    /** The record says nothing for the shipment. */
    void silent(ForeignRecord record);

    void refused(ForeignRecord record, String code, String detail);
  }

  /** Takes records in order; fails where a refusal may pass. */
  Future<Void> take(List<ForeignRecord> records, Results results) {
    return next(records.iterator(), results);
  }

  /** Goes on without a new turn where nothing has to be waited for: the stack stays flat. */
  private Future<Void> next(Iterator<ForeignRecord> records, Results results) {
    while (records.hasNext()) {
      Future<Void> done = one(records.next(), results);
      if (done.failed()) {
        return done;
      }
      if (!done.succeeded()) {
        return done.compose(v -> next(records, results));
      }
    }
    return Future.succeededFuture();
  }

  private Future<Void> one(ForeignRecord record, Results results) {
    if (unreadable) {
      results.refused(record, Subjects.UNKNOWN, Subjects.NO_SHIPMENT);
      return Future.succeededFuture();
    }
    if (silent.contains(key(record, 0))) {
      results.silent(record);
      return Future.succeededFuture();
    }
    return receipt(key(record, 0))
        .compose(
            receipt -> receipt == null ? first(record, results) : again(record, receipt, results));
  }

  private String key(ForeignRecord record, int command) {
    return record.key(request.format(), command);
  }

  private String keyPart(String key) {
    return CommandId.keyPart(CommandId.keyed(request.caller().caller(), shipmentId, key, ""));
  }

  /** The receipt of the command with a key, however old; null if there was none. */
  private Future<@Nullable Receipt> receipt(String key) {
    String part = keyPart(key);
    Receipt known = made.get(part);
    if (known == null) {
      known = stream.receiptOf(part);
    }
    return known != null || stream.version() <= ShipmentStream.RECEIPTS
        ? Future.succeededFuture(known)
        : parts.readModels().receipt(shipmentId, part);
  }

  private Translation translation(ForeignRecord record) {
    Fact fact = (Fact) record.reading();
    return fact.translator()
        .translate(
            new Situation(stream, status, request.caller(), partner, parts.clock().instant()));
  }

  /** A record whose first command is in the log; a return may still lack its second one. */
  private Future<Void> again(ForeignRecord record, Receipt receipt, Results results) {
    results.done(record, eventId(receipt));
    if (!receipt.type().equals(RETURN_STARTED)) {
      return Future.succeededFuture();
    }
    Future<Void> rest =
        receipt(key(record, 1))
            .compose(
                second -> {
                  if (second != null) {
                    results.done(record, eventId(second));
                    return Future.succeededFuture();
                  }
                  return translation(record) instanceof Commands(List<Command> commands)
                      ? send(record, commands, commands.size() - 1, 1, results)
                      : Future.succeededFuture();
                });
    return orUnfinished(rest, record, results);
  }

  private static Future<Void> orUnfinished(
      Future<Void> rest, ForeignRecord record, Results results) {
    return rest.recover(
        failure -> {
          results.unfinished(record);
          return Future.failedFuture(failure);
        });
  }

  private String eventId(Receipt receipt) {
    return shipmentId + '/' + receipt.version();
  }

  private Future<Void> first(ForeignRecord record, Results results) {
    return switch (translation(record)) {
      case Nothing nothing -> silent(record, results);
      case Unclear(String detail) -> {
        results.refused(record, Translation.UNTRANSLATABLE, detail);
        yield Future.succeededFuture();
      }
      case Position position when ofSeveral.contains(record.index()) -> {
        results.refused(record, Subjects.AMBIGUOUS, "A tracking update is of one shipment");
        yield Future.succeededFuture();
      }
      case Position(PositionUpdate update) -> report(record, update, results);
      case Commands(List<Command> commands) -> send(record, commands, 0, 0, results);
    };
  }

  private Future<Void> silent(ForeignRecord record, Results results) {
    silent.add(key(record, 0));
    results.silent(record);
    return Future.succeededFuture();
  }

  /** Sends commands from a place on; {@code number} counts those of the record. */
  private Future<Void> send(
      ForeignRecord record, List<Command> commands, int place, int number, Results results) {
    Command command = commands.get(place);
    String key = key(record, number);
    return parts
        .commands()
        .decide(
            new Request(
                command,
                shipmentId,
                new CommandIdentity.Key(key),
                request.caller(),
                null,
                request.traceparent()))
        .compose(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> {
                    Receipt receipt = accepted.receipt();
                    made.put(keyPart(key), receipt);
                    results.done(record, eventId(receipt));
                    Future<Void> followed = followed(command, receipt);
                    yield place + 1 == commands.size()
                        ? followed
                        : orUnfinished(
                            followed.compose(
                                v -> send(record, commands, place + 1, number + 1, results)),
                            record,
                            results);
                  }
                  case Outcome.Refused(Problem problem) -> refused(record, problem, results);
                });
  }

  /** The state after an event of this document, which may be the last that the caller may read. */
  private Future<Void> followed(Command command, Receipt receipt) {
    status = receipt.status();
    if (command instanceof ShipmentCommand) {
      return Future.succeededFuture();
    }
    return streams
        .of(request.caller(), shipmentId)
        .transform(
            (latest, failure) -> {
              if (failure != null) {
                unreadable = LatestStreams.isNotFound(failure);
                return unreadable ? Future.succeededFuture() : Future.failedFuture(failure);
              }
              stream = latest;
              status = latest.status();
              return Future.succeededFuture();
            });
  }

  private Future<Void> refused(ForeignRecord record, Problem problem, Results results) {
    ProblemCode code = problem.code();
    if (code.retryable() || code == ProblemCode.INTERNAL_ERROR) {
      return Future.failedFuture(
          (code == ProblemCode.COMMAND_IN_FLIGHT
                  ? new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, problem.detail())
                  : problem)
              .toException());
    }
    switch (code) {
      case TENDER_NOT_FOUND, DOCUMENT_NOT_FOUND -> results.silent(record);
      case IDEMPOTENCY_KEY_REUSED ->
          results.refused(
              record,
              Translation.UNTRANSLATABLE,
              "A record with this identity came before with other content");
      default -> results.refused(record, ILLEGAL, problem.detail());
    }
    return Future.succeededFuture();
  }

  private Future<Void> report(ForeignRecord record, PositionUpdate update, Results results) {
    if (request.quota().takePositions(1) == 0) {
      return Future.failedFuture(
          new Problem(ProblemCode.RATE_LIMITED, "The tenant reports too many positions")
              .toException());
    }
    Promise<Void> taken = Promise.promise();
    parts
        .positions()
        .take(
            shipmentId,
            update,
            request.caller(),
            request.traceparent(),
            outcome -> {
              Problem problem = outcome.problem();
              if (problem == null) {
                results.done(
                    record, shipmentId + '/' + update.deviceId() + '/' + update.sequence());
                taken.complete();
              } else {
                refused(record, problem, results).onComplete(taken);
              }
            });
    return taken.future();
  }
}
