package io.quayside.domain;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at an event of a shipment that it may read.
 *
 * @param carriers the SCACs that a carrier acts for; empty for a viewer that is no carrier
 * @param assigned whether one of them is the carrier that was assigned when the event was recorded
 */
public record Viewer(Set<String> carriers, boolean assigned) {
  /** The shipper, operators and services. */
  public static final Viewer WHOLE = new Viewer(Set.of(), false);

  /**
   * A principal as the viewer of an event.
   *
   * @param assignedCarrier the carrier that is assigned after the event, or null
   */
  public static Viewer of(Principal principal, @Nullable String assignedCarrier) {
    return principal.role() == Role.CARRIER
        ? new Viewer(principal.carriers(), principal.isCarrier(assignedCarrier))
        : WHOLE;
  }

  /** Whether the viewer is a carrier. */
  public boolean isCarrier() {
    return !carriers.isEmpty();
  }

  /** The viewer from the assignment of a carrier on. */
  public Viewer whenAssigned(String carrier) {
    return isCarrier() ? new Viewer(carriers, carriers.contains(carrier)) : this;
  }
}
