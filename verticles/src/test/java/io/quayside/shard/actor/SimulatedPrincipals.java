package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Command;
import io.quayside.domain.bidding.BiddingCommand;
import io.quayside.domain.documentation.DocumentationCommand;
import io.quayside.domain.shipment.ShipmentCommand;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Who asks: the principals of two tenants, each of whose callers is told by its name. A shipment's
 * id tells its tenant, as a caller's part in the hash of a booking's id would.
 */
final class SimulatedPrincipals {
  static final String SHIPPER = "Baltic Foods";
  static final List<String> CARRIERS = List.of("DHLC", "HLCU", "MAEU");

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
    int slash = caller.indexOf('/');
    return caller.endsWith("/saga")
        ? Principal.saga(caller.substring(0, slash))
        : BY_CALLER.get(caller);
  }

  static String tenantOf(String shipmentId) {
    return shipmentId.charAt(0) % 2 == 0 ? Principal.DEFAULT_TENANT : OTHER_TENANT;
  }

  static Principal operatorOf(String shipmentId) {
    return BY_CALLER.get(tenantOf(shipmentId) + "/key/ops");
  }

  /** Mostly one that may well send the command, at times any. Only the own tenant's book. */
  Principal sender(String shipmentId, Command command) {
    String tenant = tenantOf(shipmentId);
    if (random.nextInt(MISTAKES) == 0) {
      return any(command.opensStream() ? tenant : anyTenant());
    }
    if (random.nextInt(3) == 0) {
      return operatorOf(shipmentId);
    }
    return switch (command) {
      case ShipmentCommand.RecordMilestone milestone -> carrier(tenant);
      case BiddingCommand.PlaceBid bid -> carrier(tenant, bid.carrier());
      case BiddingCommand.WithdrawBid bid -> carrier(tenant, bid.carrier());
      case BiddingCommand.RespondToOffer response -> carrier(tenant, response.carrier());
      case BiddingCommand.GiveBack back -> carrier(tenant, back.carrier());
      case DocumentationCommand.RequestDocument request -> shipper(tenant);
      case DocumentationCommand.WaiveDocument waive -> shipper(tenant);
      case DocumentationCommand document ->
          random.nextBoolean() ? shipper(tenant) : carrier(tenant);
      default -> shipper(tenant);
    };
  }

  private static Principal shipper(String tenant) {
    return BY_CALLER.get(tenant + "/key/erp");
  }

  private Principal carrier(String tenant) {
    return carrier(tenant, CARRIERS.get(random.nextInt(CARRIERS.size())));
  }

  private static Principal carrier(String tenant, String scac) {
    return BY_CALLER.get(tenant + "/key/" + scac);
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
}
