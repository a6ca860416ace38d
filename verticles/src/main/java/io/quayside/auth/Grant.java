package io.quayside.auth;

import io.quayside.common.identity.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a credential grants. */
public interface Grant {
  /** The grant of every request where no credentials are needed. */
  Grant ANONYMOUS =
      new Grant() {
        @Override
        public Principal principal() {
          return Principal.ANONYMOUS;
        }

        @Override
        public @Nullable Instant until() {
          return null;
        }

        @Override
        public boolean isValid() {
          return true;
        }
      };

  Principal principal();

  /** When the credential ends by itself; null: never. */
  @Nullable Instant until();

  /**
   * Whether the credential still holds: neither ended nor revoked, its tenant not suspended. Costs
   * a comparison unless the administration has changed.
   */
  boolean isValid();

  /** The quota of the tenant acted in. */
  default Quota quota() {
    return Quota.UNBOUNDED;
  }
}
