package io.quayside.notify.webhook;

import io.quayside.notify.lane.FeedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt, as the log of attempts keeps it.
 *
 * @param attempt counts the attempts of the event, from 1
 * @param nextAttemptAt when the event is sent again; null: it is not, or that is not known
 */
record DeliveryAttempt(
    String webhookId,
    FeedEvent event,
    int attempt,
    Instant at,
    AttemptResult result,
    @Nullable Instant nextAttemptAt,
    boolean replay) {}
