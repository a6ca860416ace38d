package io.quayside.notify.webhook;

import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.letter.LaneParking;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What outcomes of attempts do to a webhook's health and to the log of attempts. */
record Outcomes(String webhookId, Shared shared, Backlog backlog, Health health) {
  /** The word of a failure that callers see; null for a success. */
  static @Nullable String word(AttemptResult result) {
    AttemptError error = result.error();
    return error == null ? null : error.word();
  }

  /** The first success of an endpoint that failed makes all lanes due. */
  void succeeded(FeedEvent event, int attempt, Instant at, AttemptResult result, boolean replay) {
    Instant now = shared.clock().instant();
    if (health.succeeded(now)) {
      backlog.makeAllDue(now);
    }
    log(event, attempt, at, result, null, replay);
  }

  /** Counts a failure; when the event is to be sent again after so many attempts. */
  Instant failed(FeedEvent event, AttemptResult result, int attempts, boolean probe) {
    Instant now = shared.clock().instant();
    AttemptError error = result.error() == null ? AttemptError.STATUS : result.error();
    health.failed(event.shipmentId(), error, probe, now);
    if (error == AttemptError.GONE) {
      health.disable(DisableReason.GONE, now);
    }
    return result.retryAfterSeconds() > 0
        ? now.plusSeconds(result.retryAfterSeconds())
        : now.plusMillis(shared.schedule().pauseMillis(attempts, shared.random()));
  }

  void log(
      FeedEvent event,
      int attempt,
      Instant at,
      AttemptResult result,
      @Nullable Instant next,
      boolean replay) {
    shared.log().add(new DeliveryAttempt(webhookId, event, attempt, at, result, next, replay));
  }

  /** Parks a lane under way whose event has failed to the end of the schedule. */
  void exhausted(
      Lane lane, FeedEvent event, Supplier<Future<Boolean>> isOwner, BooleanSupplier closed) {
    new LaneParking(
            LetterSource.WEBHOOK,
            WebhookOwner.consumerOf(webhookId),
            backlog,
            isOwner,
            shared.letters()::park,
            shared.scheduler(),
            shared.clock())
        .park(lane, event, "delivery-exhausted", detail(lane.progress()), closed);
  }

  private static String detail(Progress failed) {
    return failed.httpStatus() == null
        ? "The last attempt failed: " + failed.error()
        : "The endpoint answered the last attempt with status " + failed.httpStatus();
  }
}
