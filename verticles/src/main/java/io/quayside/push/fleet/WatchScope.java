package io.quayside.push.fleet;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Status;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.ShipmentFacts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The set of shipments of a watch: those that its principal may read and its filter holds.
 *
 * @param shipper null for any
 * @param carrier the assigned carrier; null for any
 * @param statuses none for any
 */
public record WatchScope(
    Principal principal, @Nullable String shipper, @Nullable String carrier, Set<Status> statuses) {

  public WatchScope {
    statuses = Set.copyOf(statuses);
  }

  /** The same filter for another principal. */
  public WatchScope of(Principal other) {
    return new WatchScope(other, shipper, carrier, statuses);
  }

  /** Whether the tenant alone decides. */
  boolean isWholeTenant() {
    Role role = principal.role();
    boolean readsAll =
        role == Role.OPERATOR
            || role == Role.SERVICE
            || (role == Role.SHIPPER && principal.shippers() == null);
    return readsAll && shipper == null && carrier == null && statuses.isEmpty();
  }

  boolean isOfTenant(String tenant) {
    return principal.tenant().equals(tenant);
  }

  /** Whether a shipment is in the set; one that does not exist, null, is not. */
  boolean holds(@Nullable ShipmentFacts facts) {
    return facts != null
        && (shipper == null || shipper.equals(facts.shipper()))
        && (carrier == null || carrier.equals(facts.carrier()))
        && (statuses.isEmpty() || statuses.contains(facts.status()))
        && facts.isReadableBy(principal);
  }

  /** Whether a shipment with these facts may be in the set at any time of its life. */
  boolean mayEverHold(ShipmentFacts facts) {
    return isOfTenant(facts.tenant())
        && (shipper == null || shipper.equals(facts.shipper()))
        && (principal.role() != Role.SHIPPER || principal.isShipper(facts.shipper()));
  }

  /** The principal as the viewer of an event after which that carrier is assigned. */
  Viewer viewer(@Nullable String assignedCarrier) {
    return Viewer.of(principal, assignedCarrier);
  }

  boolean isCarrier() {
    return principal.role() == Role.CARRIER;
  }
}
