package io.quayside.shard.client;

import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.trace.Stage;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Several;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tracking updates, however they came. */
public final class PositionIngest {
  private static final Map<Verdict, Outcome> TAKEN = new EnumMap<>(Verdict.class);

  static {
    for (Verdict verdict : Verdict.values()) {
      TAKEN.put(verdict, new Outcome(verdict, null));
    }
  }

  private final ShardClient shards;
  private final Metrics metrics;

  public PositionIngest(ShardClient shards, Metrics metrics) {
    this.shards = shards;
    this.metrics = metrics;
  }

  /** How an update was taken, or why it was not: one of the two is null. */
  public record Outcome(@Nullable Verdict verdict, @Nullable Problem problem) {
    /** How the update was taken, where there is no problem. */
    public Verdict requireVerdict() {
      return Objects.requireNonNull(verdict);
    }

    String name() {
      return problem != null ? problem.code().code() : requireVerdict().word();
    }
  }

  /** Takes an update, and tells its outcome; {@code traceparent} may be null. */
  public void take(
      String shipmentId,
      PositionUpdate update,
      Principal principal,
      @Nullable String traceparent,
      Consumer<Outcome> taken) {
    takeAll(
        List.of(new TakePosition(shipmentId, update, principal, traceparent)),
        outcomes -> taken.accept(outcomes.getFirst()));
  }

  /** The shard that an update is for. */
  public int shardOf(TakePosition track) {
    return shards.shardOf(track.shipmentId());
  }

  /** Takes updates of one shard, at least one, and tells their outcomes in their order. */
  public void takeAll(List<TakePosition> updates, Consumer<List<Outcome>> taken) {
    long start = System.nanoTime();
    shards.ask(
        updates.size() == 1 ? updates.getFirst() : new TakePositions(updates),
        (answer, defect) -> {
          List<Outcome> outcomes =
              defect == null
                  ? outcomes(answer, updates.size())
                  : same(new Outcome(null, Faults.toProblem(defect)), updates.size());
          count(outcomes, System.nanoTime() - start);
          metrics.traces().record(Stage.POSITIONS, updates.getFirst().traceparent(), start);
          taken.accept(outcomes);
        });
  }

  /** Counts those that came together and ended alike together. */
  private void count(List<Outcome> outcomes, long nanos) {
    int from = 0;
    for (int to = 1; to <= outcomes.size(); to++) {
      String name = outcomes.get(from).name();
      if (to == outcomes.size() || !outcomes.get(to).name().equals(name)) {
        metrics.positions(name, to - from, nanos);
        from = to;
      }
    }
  }

  private static List<Outcome> outcomes(ShardAnswer answer, int updates) {
    if (!(answer instanceof Several each)) {
      return same(outcome(answer), updates);
    }
    List<Outcome> outcomes = new ArrayList<>(updates);
    for (ShardAnswer one : each.answers()) {
      outcomes.add(outcome(one));
    }
    return outcomes;
  }

  private static List<Outcome> same(Outcome outcome, int updates) {
    return Collections.nCopies(updates, outcome);
  }

  private static Outcome outcome(ShardAnswer answer) {
    return switch (answer) {
      case Taken taken -> Objects.requireNonNull(TAKEN.get(taken.verdict()));
      case Refused refused -> new Outcome(null, refused.problem());
      case ShardAnswer.Accepted other -> throw new IllegalStateException("a command's: " + other);
      case ShardAnswer.Version other -> throw new IllegalStateException("a version: " + other);
      case Several other -> throw new IllegalStateException("several: " + other);
    };
  }
}
