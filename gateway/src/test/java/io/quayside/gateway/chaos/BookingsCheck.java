package io.quayside.gateway.chaos;

import io.quayside.common.identity.CommandId;
import io.quayside.gateway.chaos.EventsCheck.Stream;
import io.quayside.gateway.chaos.History.Violation.Kind;
import java.util.Map;

/**
 * What became of bookings, held against the events of the log: those that the booker's answers
 * imply, in that order, and none besides. Each step of the process acts on the version before it.
 */
final class BookingsCheck {
  private static final String STEP = "-saga.";

  private final History history;
  private long steps;

  BookingsCheck(History history) {
    this.history = history;
  }

  void compare(Map<String, Stream> streams) {
    for (var booking : history.bookings()) {
      var stream = streams.get(booking.shipmentId());
      if (stream == null || !stream.types.equals(booking.types())) {
        history.violated(
            Kind.PROCESS,
            "%s should have %s, but has %s"
                .formatted(
                    booking.shipmentId(), booking.types(), stream == null ? "" : stream.types));
        continue;
      }
      for (int version = 1; version <= stream.version(); version++) {
        check(booking.shipmentId(), version, stream.commandIds.get(version - 1));
      }
    }
  }

  private void check(String shipmentId, int version, String commandId) {
    int step = commandId.indexOf(STEP);
    if (step < 0) {
      return;
    }
    steps++;
    var rule = commandId.substring(step + STEP.length());
    if (!commandId.equals(CommandId.ofRule(shipmentId, version - 1, rule))) {
      history.violated(
          Kind.PROCESS,
          "%s/%d is of %s, which acted on another version"
              .formatted(shipmentId, version, commandId));
    }
  }

  /** Events of the process in bookings that came to their end. */
  long steps() {
    return steps;
  }
}
