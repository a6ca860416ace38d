package io.quayside.edge;

import io.quayside.edge.PositionParser.ShipmentPosition;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandId;
import io.quayside.metrics.Metrics;
import io.quayside.problem.Problem;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest.Track;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tracking updates, however they came. */
final class Tracks {
  private final ShardClient shards;
  private final Metrics metrics;

  Tracks(ShardClient shards, Metrics metrics) {
    this.shards = shards;
    this.metrics = metrics;
  }

  /** How an update was taken, or why it was not: one of the two is null. */
  record Outcome(Verdict verdict, Problem problem) {
    String name() {
      return verdict == null ? problem.code().code() : verdict.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes an update; {@code traceparent} may be null. */
  Future<Outcome> take(String shipmentId, PositionUpdate update, String traceparent) {
    long start = System.nanoTime();
    return shards
        .ask(new Track(shipmentId, update, traceparent))
        .map(Tracks::outcome)
        .otherwise(failure -> new Outcome(null, Problems.of(failure)))
        .onSuccess(outcome -> metrics.position(outcome.name(), start));
  }

  /** Takes an update that names its shipment; whatever is wrong with it is an outcome too. */
  Future<Outcome> take(Map<String, Object> update, String traceparent) {
    try {
      ShipmentPosition position = PositionParser.parseWithShipment(update, Instant.now());
      if (!CommandId.isShipmentId(position.shipmentId())) {
        throw new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment")
            .toException();
      }
      return take(position.shipmentId(), position.update(), traceparent);
    } catch (RuntimeException e) {
      return Future.succeededFuture(new Outcome(null, Problems.of(e)));
    }
  }

  private static Outcome outcome(ShardAnswer answer) {
    return switch (answer) {
      case Taken taken -> new Outcome(taken.verdict(), null);
      case Refused refused -> new Outcome(null, refused.problem());
      case ShardAnswer.Accepted other -> throw new IllegalStateException("a command's: " + other);
      case ShardAnswer.Version other -> throw new IllegalStateException("a version: " + other);
    };
  }

  /** What became of a batch so far: counts, and what was refused by its place in the batch. */
  static final class Tally {
    private final TreeMap<Integer, Problem> rejected = new TreeMap<>();
    private int accepted;
    private int duplicate;
    private int late;

    void add(int place, Outcome outcome) {
      if (outcome.problem() != null) {
        rejected.put(place, outcome.problem());
        return;
      }
      switch (outcome.verdict()) {
        case ACCEPTED -> accepted++;
        case DUPLICATE -> duplicate++;
        case LATE -> late++;
      }
    }

    /** The members {@code accepted, duplicate, late, rejected}; {@code place} is its name there. */
    void write(JsonOut out, String place) {
      out.field("accepted", accepted).field("duplicate", duplicate).field("late", late);
      out.beginArray("rejected");
      rejected.forEach(
          (at, problem) ->
              out.beginObject()
                  .field(place, at)
                  .field("code", problem.code().code())
                  .field("detail", problem.detail())
                  .endObject());
      out.endArray();
    }
  }
}
