package io.quayside.edge.foreign;

import io.quayside.auth.Grant;
import io.quayside.auth.Quota;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.position.IngestBatch;
import io.quayside.edge.position.NdjsonMessage;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.foreign.CaptureRequest;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.LetterCodes;
import io.quayside.foreign.Names;
import io.quayside.foreign.Reading;
import io.quayside.foreign.Translation;
import io.quayside.foreign.dcsa.DcsaDocument;
import io.quayside.foreign.epcis.EpcisDocument;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.Redriver;
import io.quayside.shard.client.PositionIngest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates the records of foreign letters again, by today's rules and with the same idempotency
 * key, as the caller that has sent them.
 */
public final class ForeignRedriver implements Redriver {
  private static final String REJECTED = "An update of the message cannot be taken";
  private static final String NOT_KEPT = "The record is not kept: send the document again";

  private final ForeignCapture capture;
  private final CaptureStore store;
  private final PositionIngest ingest;
  private final ReadBuffer readBuffer = new ReadBuffer();

  public ForeignRedriver(ForeignCapture capture, CaptureStore store, PositionIngest ingest) {
    this.capture = capture;
    this.store = store;
    this.ingest = ingest;
  }

  /** A record with its format. */
  private record Kept(String format, ForeignRecord record) {}

  @Override
  public Future<Optional<Refusal>> redrive(KeptLetter kept) {
    String caller = kept.caller();
    if (caller == null) {
      return refused(NOT_KEPT);
    }
    return original(kept.letter(), caller)
        .compose(
            original ->
                original == null
                    ? refused(NOT_KEPT)
                    : store
                        .principal(kept.letter().tenant(), caller)
                        .compose(principal -> again(kept.letter(), principal, original)));
  }

  /** The record of a letter, or null: a long one is among the captures, for 30 days. */
  private Future<byte @Nullable []> original(Letter letter, String caller) {
    String hash = letter.sha256();
    return letter.original() != null || hash == null
        ? Future.succeededFuture(letter.original())
        : store.longRecord(letter.tenant(), caller, hash);
  }

  private Future<Optional<Refusal>> again(
      Letter letter, @Nullable Principal principal, byte[] original) {
    if (principal == null) {
      return refused("The sender is not known any more: send the document again");
    }
    Kept record = read(original);
    return record == null
        ? positions(principal, original)
        : capture.again(
            new CaptureRequest(
                record.format,
                principal,
                Quota.UNBOUNDED,
                List.of(about(record.record, letter.shipmentId())),
                null),
            letter.shipmentId());
  }

  /** Lines of tracking updates, which is what devices send by MQTT. */
  private Future<Optional<Refusal>> positions(Principal principal, byte[] lines) {
    Promise<Optional<Refusal>> done = Promise.promise();
    NdjsonMessage.take(
        lines,
        readBuffer,
        new IngestBatch(ingest, Grant.unbounded(principal), null),
        batch -> {
          Problem later = batch.firstRetryable();
          if (later != null) {
            done.fail(later.toException());
          } else {
            Problem why = batch.firstRejected();
            done.complete(
                Optional.ofNullable(why)
                    .map(problem -> new Refusal(LetterCodes.of(problem.code()), REJECTED)));
          }
        });
    return done.future();
  }

  private static Future<Optional<Refusal>> refused(String detail) {
    return Future.succeededFuture(Optional.of(new Refusal(Translation.UNTRANSLATABLE, detail)));
  }

  /** The record as one about the letter's shipment alone, where it has one. */
  private static ForeignRecord about(ForeignRecord record, @Nullable String shipmentId) {
    return shipmentId == null || record.reading() instanceof Reading.Own
        ? record
        : new ForeignRecord(
            record.index(),
            record.eventId(),
            record.identity(),
            record.content(),
            new Names(List.of(shipmentId), List.of(), List.of(), List.of()),
            record.reading());
  }

  /** The record of a text, told by a member that every record of its format has; or null. */
  private static @Nullable Kept read(byte[] original) {
    try {
      Map<String, Object> members = Json.parseObject(original);
      if (members.containsKey("eventTimeZoneOffset")) {
        return new Kept(EpcisRoutes.FORMAT, EpcisDocument.record(0, members));
      }
      return members.containsKey("eventDateTime")
          ? new Kept(DcsaRoutes.FORMAT, DcsaDocument.record(0, members))
          : null;
    } catch (ProblemException malformed) {
      return null;
    }
  }
}
