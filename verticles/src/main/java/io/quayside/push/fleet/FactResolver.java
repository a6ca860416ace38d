package io.quayside.push.fleet;

import io.quayside.common.metrics.FleetMetrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.ShipmentFacts;
import io.quayside.log.envelope.EventCodec;
import io.quayside.push.fleet.KnownShipments.Known;
import io.quayside.readmodel.FleetHistory;
import io.quayside.readmodel.FleetHistory.PlacedEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up in the read models what shipments were before an event. A row that is behind is waited
 * for; of a row that is ahead the history up to the event is folded. Confined to one event loop.
 */
final class FactResolver {
  private static final long AGAIN_MILLIS = 20;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Scheduler scheduler;
  private final FleetHistory history;
  private final EventCodec codec;
  private final int shards;
  private final FleetMetrics metrics;

  FactResolver(
      Scheduler scheduler,
      FleetHistory history,
      EventCodec codec,
      int shards,
      FleetMetrics metrics) {
    this.scheduler = scheduler;
    this.history = history;
    this.codec = codec;
    this.shards = shards;
    this.metrics = metrics;
  }

  /**
   * A shipment before one of its records.
   *
   * @param version the version that the record claims
   * @param floor the shipment has no other record from this offset to {@code offset}
   */
  record Question(String shipmentId, int shard, int version, long offset, long floor) {}

  /**
   * What the shipments were before their records; without {@code facts} their versions alone. A
   * record that does not count has no answer. Fails if the read models do not get there in time.
   */
  Future<Map<String, Known>> resolve(List<Question> questions, boolean facts) {
    metrics.lookups(questions.size());
    Map<String, Known> answers = HashMap.newHashMap(questions.size());
    return resolve(questions, facts, answers, scheduler.nanoTime() + PATIENCE_NANOS).map(answers);
  }

  private Future<Void> resolve(
      List<Question> questions, boolean facts, Map<String, Known> answers, long deadline) {
    if (questions.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> ids = questions.stream().map(Question::shipmentId).toList();
    return history
        .checkpoints(shards)
        .compose(
            checkpoints ->
                rows(ids, facts)
                    .compose(
                        rows -> {
                          SequencedMap<String, Long> ahead = new LinkedHashMap<>();
                          List<Question> waiting = new ArrayList<>();
                          for (Question question : questions) {
                            Known row = rows.getOrDefault(question.shipmentId, Known.NOTHING);
                            judge(question, row, checkpoints, answers, ahead, waiting);
                          }
                          return before(ahead, facts)
                              .onSuccess(answers::putAll)
                              .compose(v -> later(waiting, facts, answers, deadline));
                        }));
  }

  private static void judge(
      Question question,
      Known row,
      long[] checkpoints,
      Map<String, Known> answers,
      Map<String, Long> ahead,
      List<Question> waiting) {
    long projected = checkpoints[question.shard];
    if (row.version() >= question.version) {
      ahead.put(question.shipmentId, question.offset);
    } else if (projected <= question.offset) {
      if (row.version() == question.version - 1 && projected >= question.floor) {
        answers.put(question.shipmentId, row);
      } else {
        waiting.add(question);
      }
    }
    // Otherwise the record is projected, and is no version of the shipment.
  }

  private Future<Void> later(
      List<Question> waiting, boolean facts, Map<String, Known> answers, long deadline) {
    if (waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    if (scheduler.nanoTime() - deadline > 0) {
      return Future.failedFuture("the read models are behind the log");
    }
    Promise<Void> again = Promise.promise();
    scheduler.schedule(AGAIN_MILLIS, again::complete);
    return again.future().compose(v -> resolve(waiting, facts, answers, deadline));
  }

  private Future<Map<String, Known>> rows(List<String> ids, boolean facts) {
    return facts
        ? history.facts(ids).map(found -> mapped(found, Known::of))
        : history.versions(ids).map(found -> mapped(found, v -> new Known(v, null)));
  }

  private static <T> Map<String, Known> mapped(Map<String, T> found, Function<T, Known> known) {
    Map<String, Known> all = HashMap.newHashMap(found.size());
    found.forEach((id, value) -> all.put(id, known.apply(value)));
    return all;
  }

  /** What shipments were before the records with those offsets. */
  private Future<Map<String, Known>> before(SequencedMap<String, Long> offsets, boolean facts) {
    if (offsets.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    if (!facts) {
      return history
          .lastVersions(offsets)
          .map(versions -> mapped(versions, v -> new Known(v, null)));
    }
    Map<String, Known> folded = HashMap.newHashMap(offsets.size());
    offsets.keySet().forEach(id -> folded.put(id, Known.NOTHING));
    return history
        .pages(
            offsets,
            -1,
            page -> {
              page.forEach(event -> folded.compute(event.shipmentId(), (id, k) -> fold(k, event)));
              return Future.succeededFuture();
            })
        .map(folded);
  }

  private Known fold(@Nullable Known known, PlacedEvent event) {
    ShipmentFacts before = known == null ? null : known.facts();
    return Known.of(ShipmentFacts.after(before, codec.decode(event.value())));
  }
}
