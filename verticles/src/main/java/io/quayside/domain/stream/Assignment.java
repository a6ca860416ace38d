package io.quayside.domain.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the stream notes of the last assignment of a carrier, for rules across contexts.
 *
 * @param carrier the SCAC that was assigned
 * @param version the version of the assignment
 * @param byHand whether a caller assigned the carrier, and not the booking process
 * @param changedAt the version of the last assignment that replaced another carrier, or 0
 * @param gone whether that carrier has given the shipment back, or was relieved of it
 */
public record Assignment(String carrier, int version, boolean byHand, int changedAt, boolean gone) {
  /** How the command ids of assignments by the booking process end. */
  static final String BY_THE_PROCESS = "-saga.assign";

  /** The note after an event; null as long as no carrier was assigned. */
  static @Nullable Assignment after(@Nullable Assignment before, StoredEvent stored) {
    String assigned = stored.event().assignedCarrier();
    if (assigned != null) {
      boolean replaces = before != null && !before.carrier.equals(assigned);
      int formerChange = before == null ? 0 : before.changedAt;
      return new Assignment(
          assigned,
          stored.version(),
          !stored.commandId().endsWith(BY_THE_PROCESS),
          replaces ? stored.version() : formerChange,
          false);
    }
    String freed = stored.event().freedCarrier();
    return before != null && before.carrier.equals(freed)
        ? new Assignment(before.carrier, before.version, before.byHand, before.changedAt, true)
        : before;
  }
}
