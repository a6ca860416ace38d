package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.util.Set;

/** Principals of each role. */
final class Callers {
  private Callers() {}

  static Principal shipper(String tenant, Set<String> shippers) {
    return new Principal(tenant, Role.SHIPPER, "key/erp", shippers, Set.of(), false, null);
  }

  static Principal carrier(String tenant, String... carriers) {
    return new Principal(tenant, Role.CARRIER, "key/tms", null, Set.of(carriers), false, null);
  }

  static Principal device(String tenant, String... carriers) {
    return new Principal(
        tenant, Role.DEVICE, "device/G/truck", null, Set.of(carriers), false, "truck");
  }

  static Principal caller(String tenant, Role role) {
    return new Principal(tenant, role, "key/other", null, Set.of(), false, null);
  }
}
