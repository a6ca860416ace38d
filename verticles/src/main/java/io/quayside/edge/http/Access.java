package io.quayside.edge.http;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.util.Set;

/** Who may call an operation, as far as the role alone decides it. */
public sealed interface Access {
  /** Everybody; credentials are not looked at. */
  Access OPEN = new Open();

  /** Everybody; credentials are judged where they are given. */
  Access OPTIONAL = new Optional();

  /** Every principal. */
  Access ANY = new Roles(Set.of(Role.values()));

  /** Those who may read shipments: every role but devices. */
  Access READERS = new Roles(Set.of(Role.SHIPPER, Role.CARRIER, Role.SERVICE, Role.OPERATOR));

  /** Those who add contents of documents. */
  Access CONTRIBUTORS = new Roles(Set.of(Role.SHIPPER, Role.CARRIER, Role.OPERATOR));

  /** Those who may see bookings: readers but carriers. */
  Access BOOKING_READERS = new Roles(Set.of(Role.SHIPPER, Role.SERVICE, Role.OPERATOR));

  /** Those who report positions. */
  Access REPORTERS = new Roles(Set.of(Role.CARRIER, Role.DEVICE, Role.OPERATOR));

  /** Those who report what happens to shipments: carriers, and operators for them. */
  Access CARRIERS = new Roles(Set.of(Role.CARRIER, Role.OPERATOR));

  /** Operators, with or without credentials. */
  Access OPERATORS = new Roles(Set.of(Role.OPERATOR));

  /** Operators that may act in every tenant. */
  Access ALL_TENANTS = new AllTenants();

  /**
   * Operators with credentials: what anybody could plant where no credentials are needed must not
   * outlive that mode.
   */
  Access ADMINISTRATION = new Administration(false);

  /** As {@link #ADMINISTRATION}, and able to act in every tenant. */
  Access TENANT_ADMINISTRATION = new Administration(true);

  /** Whether a principal may call the operation. */
  boolean permits(Principal principal);

  /** Needs no credentials and looks at none. */
  record Open() implements Access {
    @Override
    public boolean permits(Principal principal) {
      return true;
    }
  }

  /** Needs no credentials, but judges those that are given. */
  record Optional() implements Access {
    @Override
    public boolean permits(Principal principal) {
      return true;
    }
  }

  /** Needs a principal of one of the roles. */
  record Roles(Set<Role> roles) implements Access {
    public Roles {
      roles = Set.copyOf(roles);
    }

    @Override
    public boolean permits(Principal principal) {
      return roles.contains(principal.role());
    }
  }

  /** Needs an operator of all tenants. */
  record AllTenants() implements Access {
    @Override
    public boolean permits(Principal principal) {
      return principal.role() == Role.OPERATOR && principal.allTenants();
    }
  }

  /** Needs an operator with credentials. */
  record Administration(boolean allTenants) implements Access {
    @Override
    public boolean permits(Principal principal) {
      return principal.role() == Role.OPERATOR
          && !principal.isAnonymous()
          && (principal.allTenants() || !allTenants);
    }
  }
}
