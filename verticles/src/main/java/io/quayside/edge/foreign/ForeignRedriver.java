package io.quayside.edge.foreign;

import io.quayside.auth.Quota;
import io.quayside.common.json.Json;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.CaptureRequest;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.Names;
import io.quayside.foreign.Reading;
import io.quayside.foreign.Translation;
import io.quayside.foreign.dcsa.DcsaDocument;
import io.quayside.foreign.epcis.EpcisDocument;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Redriver;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates the records of foreign letters again, by today's rules and with the same idempotency
 * key, as the caller that has sent them.
 */
public final class ForeignRedriver implements Redriver {
  private final ForeignCapture capture;
  private final CaptureStore store;

  public ForeignRedriver(ForeignCapture capture, CaptureStore store) {
    this.capture = capture;
    this.store = store;
  }

  /** A record with its format. */
  private record Kept(String format, ForeignRecord record) {}

  @Override
  public Future<Optional<Refusal>> redrive(KeptLetter kept) {
    byte[] original = kept.letter().original();
    String caller = kept.caller();
    Kept record = original == null ? null : read(original);
    if (record == null || caller == null) {
      return refused("The record is not kept with its letter: send the document again");
    }
    String tenant = kept.letter().tenant();
    String shipmentId = kept.letter().shipmentId();
    return store
        .principal(tenant, caller)
        .compose(
            principal ->
                principal == null
                    ? refused("The sender is not known any more: send the document again")
                    : capture.again(
                        new CaptureRequest(
                            record.format,
                            principal,
                            Quota.UNBOUNDED,
                            List.of(about(record.record, shipmentId)))));
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
