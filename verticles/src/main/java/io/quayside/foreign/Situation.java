package io.quayside.foreign;

import io.quayside.admin.Partner;
import io.quayside.common.identity.Principal;
import io.quayside.domain.Status;
import io.quayside.domain.stream.ShipmentStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a translation may depend on.
 *
 * @param stream the shipment; its status may be older than {@code status}
 * @param status the present status
 * @param caller who sends the record
 * @param partner what is agreed with the caller
 */
public record Situation(
    ShipmentStream stream, Status status, Principal caller, Partner partner, Instant now) {
  private static final Set<Status> BEFORE =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.RELEASED);

  /** Whether the goods are not picked up yet. */
  public boolean isBefore() {
    return BEFORE.contains(status);
  }

  /** Whether the goods were picked up. */
  public boolean isOn() {
    return !isBefore() && status != Status.CANCELLED;
  }
}
