package io.quayside.edge.position;

import io.quayside.auth.Grant;
import io.quayside.auth.Quota;
import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Rights;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.PositionIngest.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tracking updates that came together, in a body or a frame. Each is judged for itself; those that
 * have gathered go to each shard in one message, which costs less than one each.
 */
public final class IngestBatch {
  private static final Problem RATE_LIMITED =
      new Problem(ProblemCode.RATE_LIMITED, "The tenant reports too many positions");

  private final PositionIngest ingest;
  private final Principal principal;
  private final Quota quota;
  private final @Nullable String traceparent;
  private final TreeMap<Integer, Problem> rejected = new TreeMap<>();
  private Map<Integer, Gathered> gathered = new LinkedHashMap<>();

  private int accepted;
  private int duplicate;
  private int late;
  private @Nullable Problem away;

  /** Updates of one shard that have not been handed on yet, and their places. */
  private static final class Gathered {
    final List<TakePosition> updates = new ArrayList<>();
    private int[] places = new int[8];

    void add(int place, TakePosition update) {
      if (updates.size() == places.length) {
        places = Arrays.copyOf(places, 2 * places.length);
      }
      places[updates.size()] = place;
      updates.add(update);
    }
  }

  /** Updates that a principal reports, within its tenant's quota. */
  public IngestBatch(PositionIngest ingest, Grant grant, @Nullable String traceparent) {
    this.ingest = ingest;
    this.principal = grant.principal();
    this.quota = grant.quota();
    this.traceparent = traceparent;
  }

  /** Adds the update at a place of the batch, if it is one that names its shipment. */
  public void add(int place, Map<String, Object> update) {
    ShipmentPosition position;
    try {
      position = PositionParser.parseWithShipment(update, Instant.now());
    } catch (RuntimeException e) {
      refuse(place, Faults.toProblem(e));
      return;
    }
    add(place, position);
  }

  /**
   * Adds the update at a place of the batch, which names its shipment. When one has waited for a
   * shard in vain, those that come later are not tried: each hundreds would wait as long, and
   * sending them again is safe.
   */
  public void add(int place, ShipmentPosition position) {
    String shipmentId = position.shipmentId();
    if (away != null) {
      refuse(place, away);
    } else if (quota.takePositions(1) == 0) {
      refuse(place, RATE_LIMITED);
    } else if (!principal.mayReportAs(position.update().deviceId())) {
      refuse(place, Rights.NOT_ALLOWED);
    } else if (shipmentId == null || !CommandId.isShipmentId(shipmentId)) {
      refuse(place, Rights.NO_SHIPMENT);
    } else {
      TakePosition track = new TakePosition(shipmentId, position.update(), principal, traceparent);
      Gathered ofShard = gathered.computeIfAbsent(ingest.shardOf(track), shard -> new Gathered());
      ofShard.add(place, track);
    }
  }

  /** Notes why the update at a place is none. */
  public void refuse(int place, Problem problem) {
    rejected.put(place, problem);
  }

  /** Updates that have gathered, and wait to be handed on. */
  public int waiting() {
    return gathered.values().stream().mapToInt(ofShard -> ofShard.updates.size()).sum();
  }

  /** Hands on what has gathered, and tells when each of it has its outcome. */
  public void take(Runnable taken) {
    Map<Integer, Gathered> asked = gathered;
    gathered = new LinkedHashMap<>();
    if (asked.isEmpty()) {
      taken.run();
      return;
    }
    Round round = new Round(asked.size(), taken);
    for (Gathered ofShard : asked.values()) {
      ingest.takeAll(
          ofShard.updates,
          outcomes -> {
            settle(ofShard.places, outcomes);
            round.answered();
          });
    }
  }

  /** What was handed on together. */
  private static final class Round {
    private final Runnable taken;
    private int open;

    Round(int open, Runnable taken) {
      this.open = open;
      this.taken = taken;
    }

    void answered() {
      open--;
      if (open == 0) {
        taken.run();
      }
    }
  }

  private void settle(int[] places, List<Outcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      settle(places[i], outcomes.get(i));
    }
  }

  private void settle(int place, Outcome outcome) {
    if (outcome.problem() != null) {
      refuse(place, outcome.problem());
      if (away == null && outcome.problem().code() == ProblemCode.TEMPORARILY_UNAVAILABLE) {
        away = outcome.problem();
      }
      return;
    }
    switch (Objects.requireNonNull(outcome.verdict())) {
      case ACCEPTED -> accepted++;
      case DUPLICATE -> duplicate++;
      case LATE -> late++;
    }
  }

  public int accepted() {
    return accepted;
  }

  public int duplicate() {
    return duplicate;
  }

  public int late() {
    return late;
  }

  public int rejected() {
    return rejected.size();
  }

  /** Why the first update that was rejected was, or null. */
  public @Nullable Problem firstRejected() {
    Map.Entry<Integer, Problem> first = rejected.firstEntry();
    return first == null ? null : first.getValue();
  }

  /** The first refusal that may pass, or null. */
  public @Nullable Problem firstRetryable() {
    for (Problem problem : rejected.values()) {
      if (problem.code().retryable()) {
        return problem;
      }
    }
    return null;
  }

  /** Whether updates were rejected and not one was accepted, duplicate or late. */
  public boolean nothingTaken() {
    return accepted + duplicate + late == 0 && !rejected.isEmpty();
  }

  /** Whether an update was rejected for a reason that may pass. */
  boolean retryable() {
    return firstRetryable() != null;
  }

  /** The members {@code accepted, duplicate, late, rejected}; {@code place} is its name there. */
  public void write(JsonWriter out, String place) {
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
