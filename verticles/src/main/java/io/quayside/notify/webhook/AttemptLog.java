package io.quayside.notify.webhook;

import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log of attempts: collected, and written many at a time. Best effort: what cannot be written
 * is lost. Confined to one event loop.
 */
final class AttemptLog {
  private static final int MAX_WAITING = 20_000;
  private static final int MAX_ROWS = 2_000;
  private static final int MAX_PER_DAY = 100_000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  private final WebhookStore store;
  private final NotifyMetrics metrics;
  private List<DeliveryAttempt> waiting = new ArrayList<>();
  private boolean writing;

  /** By webhook, how many attempts were logged today. */
  private final Map<String, Integer> today = new HashMap<>();

  private long day;

  AttemptLog(WebhookStore store, NotifyMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  /** Of a webhook's day beyond 100,000 attempts only failures are logged. */
  void add(DeliveryAttempt attempt) {
    metrics.attempt(Outcomes.word(attempt.result()), attempt.result().durationMillis());
    long now = attempt.at().toEpochMilli() / MILLIS_PER_DAY;
    if (now != day) {
      day = now;
      today.clear();
    }
    int count = today.merge(attempt.webhookId(), 1, Integer::sum);
    if ((count <= MAX_PER_DAY || !attempt.result().isOk()) && waiting.size() < MAX_WAITING) {
      waiting.add(attempt);
    }
  }

  /** Counts an event that could not be tried. */
  void failed() {
    metrics.consumerErrors.count(ConsumerErrors.WEBHOOK);
  }

  /** Writes what was collected, unless the last write is under way. */
  Future<Void> flush() {
    if (waiting.isEmpty() || writing) {
      return Future.succeededFuture();
    }
    int count = Math.min(waiting.size(), MAX_ROWS);
    List<DeliveryAttempt> rows = waiting.subList(0, count);
    waiting = new ArrayList<>(waiting.subList(count, waiting.size()));
    writing = true;
    return store
        .add(rows)
        .onComplete(
            done -> writing = false,
            failure -> {
              writing = false;
              Faults.report("logging attempts of webhooks", failure);
            });
  }
}
