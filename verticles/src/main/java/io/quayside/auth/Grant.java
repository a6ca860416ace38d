package io.quayside.auth;

import io.quayside.common.identity.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a credential grants. */
public interface Grant {
  /** The grant of every request where no credentials are needed. */
  Grant ANONYMOUS = unbounded(Principal.ANONYMOUS);

  /** A grant that holds for ever, for what a principal has asked for before. */
  static Grant unbounded(Principal principal) {
    return new Grant() {
      @Override
      public Principal principal() {
        return principal;
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
  }

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
