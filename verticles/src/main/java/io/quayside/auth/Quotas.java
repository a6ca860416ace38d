package io.quayside.auth;

import io.quayside.common.identity.Principal;

/** The quotas of tenants on this node. May be used from every event loop. */
public interface Quotas {
  /** No tenant has a quota. */
  Quotas NONE =
      new Quotas() {
        @Override
        public boolean takeRequest(Principal principal) {
          return true;
        }

        @Override
        public boolean takePosition(Principal principal) {
          return true;
        }
      };

  /** Takes one request of the principal's tenant; false where its quota is used up. */
  boolean takeRequest(Principal principal);

  /** Takes one tracking update of the principal's tenant; false where its quota is used up. */
  boolean takePosition(Principal principal);
}
