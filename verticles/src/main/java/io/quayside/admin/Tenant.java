package io.quayside.admin;

import io.quayside.common.identity.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant. Tenants are suspended, never removed.
 *
 * @param tenant its name: 1 to 32 of {@code [a-z0-9-]}
 * @param version the version of the object, from 1; 0 for {@code default} before it was ever
 *     written
 */
public record Tenant(
    String tenant, int version, boolean suspended, Quotas quotas, Instant createdAt)
    implements AdminObject {
  /** The tenant {@code default} where no record has made it; its version is 0 as a rule. */
  static Tenant unwrittenDefault(int version) {
    return new Tenant(Principal.DEFAULT_TENANT, version, false, Quotas.NONE, Instant.EPOCH);
  }

  @Override
  public String id() {
    return tenant;
  }

  /** Bounds of a tenant; those but {@code webhooks} hold for each node. Null: unbounded. */
  public record Quotas(
      @Nullable Integer requestsPerSecond,
      @Nullable Integer positionsPerSecond,
      @Nullable Integer sockets,
      @Nullable Integer webhooks) {
    public static final Quotas NONE = new Quotas(null, null, null, null);
  }
}
