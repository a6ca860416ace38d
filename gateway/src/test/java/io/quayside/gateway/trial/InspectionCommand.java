package io.quayside.gateway.trial;

import io.quayside.domain.Command;

/** Commands of the inspection context. */
sealed interface InspectionCommand extends Command {
  record RequestInspection(String reason) implements InspectionCommand {}
}
