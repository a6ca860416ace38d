package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Who asks: the principals of two tenants, each of whose callers is told by its name. A shipment's
 * id tells its tenant, as a caller's part in the hash of a booking's id would. Says once more, in
 * other words than the contexts, who may do what.
 */
final class SimulatedPrincipals {
  static final String SHIPPER = "Baltic Foods";
  static final List<String> CARRIERS = List.of("DHLC", "MAEU");

  private static final String OTHER_TENANT = "acme";
  private static final int MISTAKES = 8;
  private static final Map<String, Principal> BY_CALLER = new HashMap<>();

  static {
    for (String tenant : List.of(Principal.DEFAULT_TENANT, OTHER_TENANT)) {
      add(tenant, Role.OPERATOR, "key/ops", null, Set.of());
      add(tenant, Role.SERVICE, "key/bi", null, Set.of());
      add(tenant, Role.SHIPPER, "key/erp", Set.of(SHIPPER), Set.of());
      add(tenant, Role.SHIPPER, "key/other", Set.of("Alpine Tools"), Set.of());
      CARRIERS.forEach(scac -> add(tenant, Role.CARRIER, "key/" + scac, null, Set.of(scac)));
    }
  }

  private final Random random;

  SimulatedPrincipals(Random random) {
    this.random = random;
  }

  private static void add(
      String tenant, Role role, String name, Set<String> shippers, Set<String> carriers) {
    Principal principal = new Principal(tenant, role, name, shippers, carriers, false, null);
    BY_CALLER.put(principal.caller(), principal);
  }

  static Principal ofCaller(String caller) {
    return BY_CALLER.get(caller);
  }

  static String tenantOf(String shipmentId) {
    return shipmentId.charAt(0) % 2 == 0 ? Principal.DEFAULT_TENANT : OTHER_TENANT;
  }

  static Principal operatorOf(String shipmentId) {
    return BY_CALLER.get(tenantOf(shipmentId) + "/key/ops");
  }

  /** Mostly one that may well send the command, at times any. Only the own tenant's book. */
  Principal sender(String shipmentId, ShipmentCommand command) {
    String tenant = tenantOf(shipmentId);
    if (random.nextInt(MISTAKES) == 0) {
      return any(command.opensStream() ? tenant : anyTenant());
    }
    if (random.nextBoolean()) {
      return operatorOf(shipmentId);
    }
    return command instanceof ShipmentCommand.RecordMilestone
        ? BY_CALLER.get(tenant + "/key/" + CARRIERS.get(random.nextInt(CARRIERS.size())))
        : BY_CALLER.get(tenant + "/key/erp");
  }

  /** Mostly an operator, at times anybody. */
  Principal reporter(String shipmentId) {
    return random.nextInt(MISTAKES) == 0 ? any(anyTenant()) : operatorOf(shipmentId);
  }

  /** Anybody of the same tenant: a caller's scope may be another one when it retries. */
  Principal rotated(Principal principal) {
    return any(principal.tenant());
  }

  Principal reader(String shipmentId) {
    return random.nextBoolean() ? operatorOf(shipmentId) : any(anyTenant());
  }

  private String anyTenant() {
    return random.nextBoolean() ? Principal.DEFAULT_TENANT : OTHER_TENANT;
  }

  private Principal any(String tenant) {
    List<Principal> all =
        BY_CALLER.values().stream()
            .filter(principal -> principal.tenant().equals(tenant))
            .sorted(Comparator.comparing(Principal::caller))
            .toList();
    return all.get(random.nextInt(all.size()));
  }

  /** Whether a caller had the right to what an event says, by the state before it. */
  static boolean mayHaveCaused(Principal principal, ShipmentStream before, StoredEvent event) {
    if (!event.tenant().equals(principal.tenant())) {
      return false;
    }
    return switch ((ShipmentEvent) event.event()) {
      case ShipmentEvent.ShipmentBooked booked -> ships(principal, booked.booking().shipper());
      case ShipmentEvent.MilestoneRecorded milestone ->
          isOperator(principal) || carries(principal, before.shipment());
      case ShipmentEvent.CarrierAssigned assigned -> ships(principal, before);
      case ShipmentEvent.ShipmentReleased released -> ships(principal, before);
      case ShipmentEvent.ShipmentCancelled cancelled -> ships(principal, before);
    };
  }

  private static boolean ships(Principal principal, ShipmentStream before) {
    return ships(principal, before.shipment().booking().shipper());
  }

  private static boolean ships(Principal principal, String shipper) {
    return isOperator(principal)
        || (principal.role() == Role.SHIPPER && principal.shippers().contains(shipper));
  }

  private static boolean carries(Principal principal, Shipment shipment) {
    return principal.role() == Role.CARRIER
        && shipment.carrier() != null
        && principal.carriers().contains(shipment.carrier());
  }

  private static boolean isOperator(Principal principal) {
    return principal.role() == Role.OPERATOR;
  }

  static boolean mayCommand(Principal principal, ShipmentStream before, ShipmentCommand command) {
    boolean isTenants = before.version() == 0 || before.tenant().equals(principal.tenant());
    return isTenants
        && switch (command) {
          case ShipmentCommand.BookShipment book -> ships(principal, book.booking().shipper());
          case ShipmentCommand.RecordMilestone milestone ->
              isOperator(principal) || carries(principal, before.shipment());
          case ShipmentCommand.AssignCarrier assign -> ships(principal, before);
          case ShipmentCommand.ReleaseShipment release -> ships(principal, before);
          case ShipmentCommand.CancelShipment cancel -> ships(principal, before);
        };
  }

  static boolean mayRead(Principal principal, ShipmentStream stream) {
    return stream.version() > 0
        && stream.tenant().equals(principal.tenant())
        && (ships(principal, stream)
            || principal.role() == Role.SERVICE
            || carries(principal, stream.shipment()));
  }

  static boolean mayReport(Principal principal, ShipmentStream stream) {
    return stream.version() > 0
        && stream.tenant().equals(principal.tenant())
        && (isOperator(principal) || carries(principal, stream.shipment()));
  }
}
