package io.quayside.domain;

import java.util.Set;

/**
 * Who looks at a shipment that it may read.
 *
 * @param carriers the SCACs that a carrier acts for; empty for a viewer that is no carrier
 * @param assigned whether one of them is the assigned carrier
 */
public record Viewer(Set<String> carriers, boolean assigned) {
  /** The shipper, operators and services. */
  public static final Viewer WHOLE = new Viewer(Set.of(), false);

  /** Whether the viewer is a carrier. */
  public boolean isCarrier() {
    return !carriers.isEmpty();
  }
}
