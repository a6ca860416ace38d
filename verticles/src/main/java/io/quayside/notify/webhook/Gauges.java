package io.quayside.notify.webhook;

import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.Lag;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.letter.Letters;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the gauges of notification how things stand. Confined to one event loop. */
final class Gauges {
  private static final String WEBHOOK = "webhook";
  private static final String PROJECTION = "projection";

  private final NotifyMetrics metrics;
  private final EventSource source;
  private final Letters letters;

  Gauges(NotifyMetrics metrics, EventSource source, Letters letters) {
    this.metrics = metrics;
    this.source = source;
    this.letters = letters;
  }

  /** Shows how far the projection and foreign groups are behind in the served shards. */
  void lags(List<Lag> lags, Set<Integer> served) {
    Map<List<String>, Double> seconds = new HashMap<>();
    for (Lag lag : lags) {
      // Webhooks and relays tell what their owners have in memory.
      boolean lanes = lag.lanes() != null && !lag.consumer().equals(PROJECTION);
      if (served.contains(lag.shard()) && !lanes) {
        seconds.put(List.of(lag.consumer(), Integer.toString(lag.shard())), lag.seconds());
      }
    }
    metrics.lag(PROJECTION, seconds);
  }

  /**
   * Of the webhooks that this node owns, and the letters of the shards that it serves; zero where
   * there is none, so that alerts have their series from the start.
   */
  void collect(Collection<WebhookOwner> owners, Set<Integer> served, Instant now) {
    Map<List<String>, Integer> states = new HashMap<>();
    Map<List<String>, Integer> lanes = new HashMap<>();
    Map<List<String>, Double> lag = new HashMap<>();
    for (WebhookOwner owner : owners) {
      WebhookStatus status = owner.status();
      Backlog backlog = owner.backlog();
      if (status != null && backlog != null) {
        states.merge(List.of(status.state().name()), 1, Integer::sum);
        backlog
            .lanes()
            .forEach(
                lane ->
                    lanes.merge(List.of(WEBHOOK, lane.progress().state().name()), 1, Integer::sum));
        backlog
            .shards()
            .forEach(
                shard ->
                    lag.merge(
                        List.of(WEBHOOK, Integer.toString(shard)),
                        backlog.lagSeconds(shard, source.end(shard), now),
                        Math::max));
      }
    }
    for (WebhookState state : WebhookState.values()) {
      states.putIfAbsent(List.of(state.name()), 0);
    }
    for (LaneState state : LaneState.values()) {
      lanes.putIfAbsent(List.of(WEBHOOK, state.name()), 0);
    }
    served.forEach(shard -> lag.putIfAbsent(List.of(WEBHOOK, Integer.toString(shard)), 0.0));
    metrics.webhooks(states);
    metrics.lanes(WEBHOOK, lanes);
    metrics.lag(WEBHOOK, lag);
    letters
        .parked(served)
        .onComplete(
            parked -> {
              metrics.letters(parked.counts());
              metrics.oldest(parked.ages(now));
            },
            failure -> Faults.report("counting dead letters", failure));
  }
}
