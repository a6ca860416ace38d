package io.quayside.notify.webhook;

import io.quayside.notify.lane.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook's endpoint goes, judged by the outcomes of attempts in their order. Pure; used by
 * one event loop.
 */
final class Health {
  private static final int FAILURES = 10;
  private static final int FAILURES_WITHOUT_CONNECTION = 3;

  private final Schedule schedule;
  private final RandomGenerator random;
  private WebhookStatus status;

  /** Failures in a row, and whose they are. */
  private int failures;

  private int withoutConnection;
  private @Nullable String failing;
  private boolean several;

  private int probes;
  private @Nullable Instant nextProbeAt;

  Health(WebhookStatus status, Schedule schedule, RandomGenerator random, Instant now) {
    this.schedule = schedule;
    this.random = random;
    this.status = status;
    if (status.state() == WebhookState.DEGRADED) {
      planProbe(now);
    }
  }

  WebhookStatus status() {
    return status;
  }

  boolean isDegraded() {
    return status.state() == WebhookState.DEGRADED;
  }

  /** Whether a probe is due. */
  boolean isProbeDue(Instant now) {
    return isDegraded() && nextProbeAt != null && !now.isBefore(nextProbeAt);
  }

  /** Whether an attempt has succeeded after a time. */
  boolean hasSucceededSince(@Nullable Instant time) {
    Instant last = status.lastSuccessAt();
    return last != null && (time == null || last.isAfter(time));
  }

  /** Returns whether the endpoint was degraded before. */
  boolean succeeded(Instant now) {
    failures = 0;
    withoutConnection = 0;
    failing = null;
    several = false;
    boolean recovers = isDegraded();
    status =
        recovers
            ? new WebhookStatus(WebhookState.ACTIVE, null, now, now, status.appliedVersion())
            : new WebhookStatus(
                status.state(), status.reason(), status.since(), now, status.appliedVersion());
    return recovers;
  }

  /** Counts a failed attempt; behind a probe the next one is planned. */
  void failed(String shipmentId, AttemptError error, boolean probe, Instant now) {
    failures++;
    withoutConnection = error.isWithoutConnection() ? withoutConnection + 1 : 0;
    several |= failing != null && !failing.equals(shipmentId);
    failing = shipmentId;
    if (probe) {
      probes++;
      planProbe(now);
    } else if (withoutConnection >= FAILURES_WITHOUT_CONNECTION
        || (failures >= FAILURES && several)) {
      degrade(now);
    }
  }

  /** It is the endpoint that fails, not an event. */
  void degrade(Instant now) {
    if (status.state() == WebhookState.ACTIVE) {
      status =
          new WebhookStatus(
              WebhookState.DEGRADED, null, now, status.lastSuccessAt(), status.appliedVersion());
      probes = 0;
      planProbe(now);
    }
  }

  private void planProbe(Instant now) {
    nextProbeAt = now.plusMillis(schedule.probePauseMillis(probes, random));
  }

  /** Whether the endpoint has been degraded for too long. */
  boolean isFailing(int disableAfterSeconds, Instant now) {
    return isDegraded() && Duration.between(status.since(), now).toSeconds() >= disableAfterSeconds;
  }

  void disable(DisableReason reason, Instant now) {
    status =
        new WebhookStatus(
            WebhookState.DISABLED, reason, now, status.lastSuccessAt(), status.appliedVersion());
  }
}
