package io.quayside.gateway.trial;

import io.quayside.domain.Event;
import java.time.Instant;

/** Events of the inspection context. They have no status of their own. */
sealed interface InspectionEvent extends Event {
  record InspectionRequested(String reason, String priority, Instant recordedAt)
      implements InspectionEvent {}
}
