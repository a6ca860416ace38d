package io.quayside.foreign;

import io.quayside.admin.Partner;
import io.quayside.common.identity.Principal;
import io.quayside.foreign.FirstSendings.First;
import io.quayside.foreign.FirstSendings.Known;
import io.quayside.foreign.FirstSendings.Outcomes;
import io.quayside.foreign.ForeignCapture.Parts;
import io.quayside.foreign.Reading.Fact;
import io.quayside.foreign.Reading.Nothing;
import io.quayside.foreign.Reading.Own;
import io.quayside.foreign.Reading.Ownership;
import io.quayside.foreign.Reading.Unclear;
import io.quayside.foreign.RecordProgress.Refusal;
import io.quayside.foreign.ShipmentChain.Results;
import io.quayside.foreign.Subjects.Index;
import io.quayside.foreign.Subjects.Subject;
import io.quayside.notify.letter.Letter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request under way. Records that came before are answered as they were then; the others are
 * about the shipments that they name. Confined to one event loop.
 */
final class CaptureRun {
  private static final int SHIPMENTS_AT_A_TIME = 16;
  private static final int LETTERS_AT_A_TIME = 64;

  private final Parts parts;
  private final LatestStreams streams;
  private final CaptureRequest request;
  private final Known known;
  private final @Nullable String onlyShipment;
  private final Map<Integer, RecordProgress> progress = new LinkedHashMap<>();
  private final Map<String, List<ForeignRecord>> byShipment = new LinkedHashMap<>();
  private final Set<Integer> ofSeveral = new HashSet<>();
  private final Outcomes outcomes = new Outcomes();
  private Index index = Index.EMPTY;

  /**
   * A request whose records are compared with their first sendings.
   *
   * @param onlyShipment the shipment that settled records are tried for; null: all of them
   */
  CaptureRun(
      Parts parts,
      LatestStreams streams,
      CaptureRequest request,
      Known known,
      @Nullable String onlyShipment) {
    this.parts = parts;
    this.streams = streams;
    this.request = request;
    this.known = known;
    this.onlyShipment = onlyShipment;
    request.records().forEach(record -> progress.put(record.index(), new RecordProgress(record)));
  }

  /** The same request, once the names of its records were looked up. */
  CaptureRun with(Index found) {
    index = found;
    return this;
  }

  /** The records whose names have to be looked up. */
  List<ForeignRecord> unsettled() {
    return request.records().stream()
        .filter(record -> namesShipments(record) && settled(record).isEmpty())
        .toList();
  }

  private Map<String, First> settled(ForeignRecord record) {
    Map<String, First> all = known.settled(record);
    First one = onlyShipment == null ? null : all.get(onlyShipment);
    return onlyShipment == null ? all : one == null ? Map.of() : Map.of(onlyShipment, one);
  }

  /**
   * Sends all commands and positions, and notes what is refused. A failure too has the outcomes so
   * far remembered, and which shipments of a record are still to be tried.
   */
  Future<Void> attempt() {
    request.records().forEach(this::plan);
    return Paced.all(
            new ArrayList<>(byShipment.entrySet()),
            SHIPMENTS_AT_A_TIME,
            entry -> ofShipment(entry.getKey(), entry.getValue()))
        .transform(
            (done, failure) -> {
              byShipment.forEach(
                  (id, records) -> records.forEach(record -> of(record).remember(id, outcomes)));
              Future<Void> remembered =
                  parts
                      .store()
                      .firstSendings()
                      .remember(request.caller().caller(), request.format(), outcomes);
              return failure == null
                  ? remembered
                  : remembered.transform((v, lost) -> Future.failedFuture(failure));
            });
  }

  Future<List<RecordResult>> run() {
    return attempt()
        .compose(v -> Paced.all(refusals(), LETTERS_AT_A_TIME, this::park))
        .map(v -> results());
  }

  private void plan(ForeignRecord record) {
    Map<String, First> first = settled(record);
    if (!first.isEmpty()) {
      first.forEach((id, outcome) -> repeat(record, id, outcome));
      noteSeveral(record, first.keySet());
      return;
    }
    Own own = index.own(record);
    if (own != null) {
      String eventId = own.shipmentId() + '/' + own.version();
      of(record).done(own.shipmentId(), eventId);
      outcomes.add(record, own.shipmentId(), new First(List.of(eventId), false));
      return;
    }
    switch (record.reading()) {
      case Own unknown ->
          of(record)
              .refuse(
                  index.finds(record) ? Translation.UNTRANSLATABLE : Subjects.UNKNOWN,
                  "There is no such event of the gateway");
      case Unclear(String code, String detail) -> of(record).refuse(code, detail);
      case Nothing nothing when !known.changed().contains(record.index()) -> {}
      case Reading other when known.changed().contains(record.index()) ->
          of(record)
              .refuse(
                  Translation.UNTRANSLATABLE,
                  "A record with this identity came before with other content");
      case Nothing nothing -> {}
      case Fact fact -> {
        switch (index.of(record, fact.tracking())) {
          case Subject.Of(List<String> ids) -> {
            ids.forEach(id -> addTo(id, record));
            noteSeveral(record, ids);
          }
          case Subject.Refused(String code, String detail) -> of(record).refuse(code, detail);
        }
      }
    }
  }

  /** Answers as the first sending was; what was refused is tried again. */
  private void repeat(ForeignRecord record, String shipmentId, First first) {
    if (first.refused()) {
      addTo(shipmentId, record);
    } else {
      first.eventIds().forEach(id -> of(record).done(shipmentId, id));
    }
  }

  private void addTo(String shipmentId, ForeignRecord record) {
    byShipment.computeIfAbsent(shipmentId, id -> new ArrayList<>()).add(record);
  }

  private void noteSeveral(ForeignRecord record, Collection<String> shipmentIds) {
    if (shipmentIds.size() > 1) {
      ofSeveral.add(record.index());
    }
  }

  private RecordProgress of(ForeignRecord record) {
    return Objects.requireNonNull(progress.get(record.index()));
  }

  private Future<Void> ofShipment(String shipmentId, List<ForeignRecord> records) {
    Results results = results(shipmentId);
    return streams
        .of(request.caller(), shipmentId)
        .transform(
            (stream, failure) -> {
              if (failure == null) {
                Partner partner = partner(stream.shipment().carrier());
                return new ShipmentChain(parts, request, streams, stream, partner, ofSeveral)
                    .take(records, results);
              }
              if (!LatestStreams.isNotFound(failure)) {
                return Future.failedFuture(failure);
              }
              records.forEach(
                  record -> results.refused(record, Subjects.UNKNOWN, Subjects.NO_SHIPMENT));
              return Future.succeededFuture();
            });
  }

  private Results results(String shipmentId) {
    return new Results() {
      @Override
      public void done(ForeignRecord record, String eventId) {
        of(record).done(shipmentId, eventId);
      }

      @Override
      public void unfinished(ForeignRecord record) {
        of(record).unfinished(shipmentId);
      }

      @Override
      public void silent(ForeignRecord record) {
        of(record).silent(shipmentId);
      }

      @Override
      public void refused(ForeignRecord record, String code, String detail) {
        of(record).refuse(shipmentId, code, detail);
      }
    };
  }

  /** The profile of the carrier that the caller acts for; of everybody else the default one. */
  private Partner partner(@Nullable String assigned) {
    Principal caller = request.caller();
    String scac =
        caller.isCarrier(assigned)
            ? assigned
            : caller.carriers().stream().sorted().findFirst().orElse(null);
    Partner own = scac == null ? null : parts.partners().apply(caller.tenant(), scac);
    if (own != null) {
      return own;
    }
    Partner others = parts.partners().apply(caller.tenant(), Partner.DEFAULT_ID);
    return others == null ? Partner.NONE : others;
  }

  List<Refusal> refusals() {
    return progress.values().stream().flatMap(one -> one.refusals().stream()).toList();
  }

  private Future<Void> park(Refusal refusal) {
    parts.metrics().consumerErrors.count(request.format());
    Letter letter =
        Letter.ofForeign(
            request.format(),
            refusal.recordId(request.caller().caller()),
            request.caller().tenant(),
            refusal.shipmentId(),
            refusal.record().content(),
            Letter.Cause.now(refusal.code(), refusal.detail(), parts.clock().instant()));
    return keepLong(refusal, letter)
        .compose(v -> parts.letters().apply(letter, request.caller().caller()))
        .map(
            kept -> {
              of(refusal.record())
                  .letter(
                      new RecordResult.Refused(
                          kept.letter().letterId(), refusal.code(), refusal.detail()));
              return null;
            });
  }

  /** A record that is too long for its letter is kept before it. */
  private Future<Void> keepLong(Refusal refusal, Letter letter) {
    return letter.original() != null
        ? Future.succeededFuture()
        : parts
            .store()
            .keepLong(
                request.caller(),
                refusal.record().content(),
                refusal.code(),
                parts.clock().instant());
  }

  private List<RecordResult> results() {
    List<RecordResult> results = new ArrayList<>(progress.size());
    for (RecordProgress one : progress.values()) {
      RecordResult result = one.result();
      parts.metrics().foreign(request.format(), result.outcome().word(), 1);
      results.add(result);
    }
    return results;
  }

  private static boolean namesShipments(ForeignRecord record) {
    return switch (record.reading()) {
      case Fact fact -> true;
      case Own own -> true;
      case Nothing(Ownership own) -> own != Reading.NO_OWNERSHIP;
      case Unclear unclear -> false;
    };
  }
}
