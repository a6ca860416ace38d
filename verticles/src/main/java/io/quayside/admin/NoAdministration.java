package io.quayside.admin;

import io.quayside.common.identity.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An administration without objects: only the tenant {@code default} exists. */
public final class NoAdministration implements Administration {
  private static final Tenant DEFAULT =
      new Tenant(Principal.DEFAULT_TENANT, 0, false, Tenant.Quotas.NONE, Instant.EPOCH);

  @Override
  public @Nullable ApiKey key(String keyId) {
    return null;
  }

  @Override
  public @Nullable DeviceGroup group(String groupId) {
    return null;
  }

  @Override
  public @Nullable Tenant tenant(String name) {
    return name.equals(Principal.DEFAULT_TENANT) ? DEFAULT : null;
  }

  @Override
  public boolean isFresh() {
    return true;
  }

  @Override
  public long changes() {
    return 0;
  }
}
