package io.quayside.foreign;

import io.quayside.admin.Partner;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.foreign.Reading.Fact;
import io.quayside.foreign.Reading.Nothing;
import io.quayside.foreign.Reading.Own;
import io.quayside.foreign.Reading.Ownership;
import io.quayside.foreign.Reading.Unclear;
import io.quayside.foreign.RecordResult.Done;
import io.quayside.foreign.Subjects.Index;
import io.quayside.foreign.Subjects.Subject;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.Redriver;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of a document: finds their shipments, has each say what it means there, sends
 * the commands, and keeps a dead letter of what cannot be done. Records of one shipment are taken
 * in the document's order, shipments side by side. Confined to one event loop.
 */
public final class ForeignCapture {
  private static final long DEADLINE_SECONDS = 20;
  private static final int SHIPMENTS_AT_A_TIME = 16;
  private static final int LETTERS_AT_A_TIME = 64;

  private final Parts parts;
  private final Subjects subjects;
  private final LatestStreams streams;

  /**
   * What a capture works with.
   *
   * @param partners the profile of a partner, by tenant and SCAC or {@code default}; null: none
   * @param letters parks a letter of a caller
   */
  public record Parts(
      CommandService commands,
      PositionIngest positions,
      ShardClient shards,
      ReadModels readModels,
      CaptureStore store,
      BiFunction<String, String, @Nullable Partner> partners,
      BiFunction<Letter, String, Future<KeptLetter>> letters,
      Scheduler scheduler,
      InstantSource clock,
      Metrics metrics) {}

  public ForeignCapture(Parts parts) {
    this.parts = parts;
    this.subjects = new Subjects(parts.readModels.identifiers(), parts.scheduler);
    this.streams = new LatestStreams(parts.shards, parts.readModels, parts.scheduler);
  }

  /**
   * Tries the one record of a request again, without a new letter: completes with why it is
   * refused, or with nothing.
   */
  public Future<Optional<Redriver.Refusal>> again(CaptureRequest request) {
    return within(started(request).compose(run -> run.attempt().map(v -> run.refusals())))
        .map(
            refusals ->
                refusals.stream()
                    .findFirst()
                    .map(one -> new Redriver.Refusal(one.code, one.detail)));
  }

  /**
   * Takes records; completes when each is in Kafka as an event, a position or a letter, or says
   * nothing. Fails where that is not done in 20 s: what was done counts once.
   */
  public Future<List<RecordResult>> take(CaptureRequest request) {
    return within(started(request).compose(Run::run))
        .recover(
            failure ->
                Future.failedFuture(failure instanceof TimeoutException ? unavailable() : failure));
  }

  private static <T> Future<T> within(Future<T> run) {
    return OnContext.within(DEADLINE_SECONDS, TimeUnit.SECONDS, run);
  }

  /** A request whose shipments are found. */
  private Future<Run> started(CaptureRequest request) {
    List<ForeignRecord> facts =
        request.records().stream().filter(ForeignCapture::namesShipments).toList();
    List<ForeignRecord> others =
        request.records().stream().filter(record -> !(record.reading() instanceof Own)).toList();
    return subjects
        .find(request.caller(), facts)
        .compose(
            index ->
                parts
                    .store
                    .changed(request.caller().caller(), request.format(), others)
                    .map(changed -> new Run(request, index, changed)));
  }

  private static boolean namesShipments(ForeignRecord record) {
    return switch (record.reading()) {
      case Fact fact -> true;
      case Own own -> true;
      case Nothing(Ownership own) -> own != Reading.NO_OWNERSHIP;
      case Unclear unclear -> false;
    };
  }

  private static ProblemException unavailable() {
    return new Problem(
            ProblemCode.TEMPORARILY_UNAVAILABLE,
            "The document was not done in time; sent again, what was done counts once")
        .toException();
  }

  /** One request under way. */
  private final class Run {
    private final CaptureRequest request;
    private final Index index;
    private final Set<Integer> changed;
    private final Map<Integer, Progress> progress = new LinkedHashMap<>();
    private final Map<String, List<ForeignRecord>> byShipment = new LinkedHashMap<>();

    Run(CaptureRequest request, Index index, Set<Integer> changed) {
      this.request = request;
      this.index = index;
      this.changed = changed;
      request.records().forEach(record -> progress.put(record.index(), new Progress(record)));
    }

    /** Sends all commands and positions, and notes what is refused. */
    Future<Void> attempt() {
      request.records().forEach(this::plan);
      return Paced.all(
          new ArrayList<>(byShipment.entrySet()),
          SHIPMENTS_AT_A_TIME,
          entry -> ofShipment(entry.getKey(), entry.getValue()));
    }

    Future<List<RecordResult>> run() {
      return attempt()
          .compose(v -> Paced.all(refusals(), LETTERS_AT_A_TIME, this::park))
          .map(v -> results());
    }

    private void plan(ForeignRecord record) {
      Own own = index.own(record);
      if (own != null) {
        of(record).done.add(new Done(own.shipmentId(), own.shipmentId() + '/' + own.version()));
        return;
      }
      switch (record.reading()) {
        case Own unknown ->
            refuse(
                record,
                null,
                index.finds(record) ? Translation.UNTRANSLATABLE : Subjects.UNKNOWN,
                "There is no such event of the gateway");
        case Unclear(String code, String detail) -> refuse(record, null, code, detail);
        case Nothing nothing when !changed.contains(record.index()) -> {}
        case Reading other when changed.contains(record.index()) ->
            refuse(
                record,
                null,
                Translation.UNTRANSLATABLE,
                "A record with this identity came before with other content");
        case Nothing nothing -> {}
        case Fact fact -> {
          switch (index.of(record, fact.tracking())) {
            case Subject.Of(List<String> ids) ->
                ids.forEach(
                    id -> byShipment.computeIfAbsent(id, i -> new ArrayList<>()).add(record));
            case Subject.Refused(String code, String detail) -> refuse(record, null, code, detail);
          }
        }
      }
    }

    private Progress of(ForeignRecord record) {
      return Objects.requireNonNull(progress.get(record.index()));
    }

    private void refuse(
        ForeignRecord record, @Nullable String shipmentId, String code, String detail) {
      of(record).refusals.add(new Refusal(record, shipmentId, code, detail));
    }

    private Future<Void> ofShipment(String shipmentId, List<ForeignRecord> records) {
      Principal caller = request.caller();
      return streams
          .of(caller, shipmentId)
          .compose(
              stream ->
                  new ShipmentChain(
                          parts, request, streams, stream, partner(stream.shipment().carrier()))
                      .take(
                          records,
                          new ShipmentChain.Results() {
                            @Override
                            public void done(ForeignRecord record, String eventId) {
                              of(record).done.add(new Done(shipmentId, eventId));
                            }

                            @Override
                            public void refused(ForeignRecord record, String code, String detail) {
                              refuse(record, shipmentId, code, detail);
                            }
                          }));
    }

    /** The profile of the carrier that the caller acts for; of everybody else the default one. */
    private Partner partner(@Nullable String assigned) {
      Principal caller = request.caller();
      String scac =
          caller.isCarrier(assigned)
              ? assigned
              : caller.carriers().stream().sorted().findFirst().orElse(null);
      Partner own = scac == null ? null : parts.partners.apply(caller.tenant(), scac);
      if (own != null) {
        return own;
      }
      Partner others = parts.partners.apply(caller.tenant(), Partner.DEFAULT_ID);
      return others == null ? Partner.NONE : others;
    }

    List<Refusal> refusals() {
      return progress.values().stream().flatMap(one -> one.refusals.stream()).toList();
    }

    private Future<Void> park(Refusal refusal) {
      parts.metrics.consumerErrors.count(request.format());
      Letter letter =
          Letter.ofForeign(
              request.format(),
              refusal.recordId(),
              request.caller().tenant(),
              refusal.shipmentId,
              refusal.record.content(),
              Letter.Cause.now(refusal.code, refusal.detail, parts.clock.instant()));
      return keepLong(refusal, letter)
          .compose(v -> parts.letters.apply(letter, request.caller().caller()))
          .map(
              kept -> {
                of(refusal.record)
                    .letters
                    .add(
                        new RecordResult.Refused(
                            kept.letter().letterId(), refusal.code, refusal.detail));
                return null;
              });
    }

    /** A record that is too long for its letter is kept before it. */
    private Future<Void> keepLong(Refusal refusal, Letter letter) {
      return letter.original() != null
          ? Future.succeededFuture()
          : parts.store.keepLong(
              request.caller(), refusal.record.content(), refusal.code, parts.clock.instant());
    }

    private List<RecordResult> results() {
      List<RecordResult> results = new ArrayList<>(progress.size());
      for (Progress one : progress.values()) {
        RecordResult result =
            new RecordResult(one.record.index(), one.record.eventId(), one.done, one.letters);
        parts.metrics.foreign(request.format(), result.outcome().word(), 1);
        results.add(result);
      }
      return results;
    }
  }

  /** How far a record is. */
  private static final class Progress {
    private final ForeignRecord record;
    private final List<Done> done = new ArrayList<>(1);
    private final List<Refusal> refusals = new ArrayList<>(0);
    private final List<RecordResult.Refused> letters = new ArrayList<>(0);

    Progress(ForeignRecord record) {
      this.record = record;
    }
  }

  /** Something that a letter is to be kept of. */
  private record Refusal(
      ForeignRecord record, @Nullable String shipmentId, String code, String detail) {
    /** Each refused shipment of a record is a letter of its own. */
    String recordId() {
      return shipmentId == null ? record.identity() : record.identity() + '\n' + shipmentId;
    }
  }
}
