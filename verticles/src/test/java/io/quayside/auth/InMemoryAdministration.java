package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.admin.ApiKey;
import io.quayside.admin.DeviceGroup;
import io.quayside.admin.Tenant;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An administration that a test changes. Has the tenants default and acme. */
final class InMemoryAdministration implements Administration {
  private final ConcurrentHashMap<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, DeviceGroup> groups = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Tenant> tenants = new ConcurrentHashMap<>();
  private volatile boolean fresh = true;
  private volatile long changes;

  InMemoryAdministration() {
    put(tenant("default", Tenant.Quotas.NONE, false));
    put(tenant("acme", Tenant.Quotas.NONE, false));
  }

  static Tenant tenant(String name, Tenant.Quotas quotas, boolean suspended) {
    return new Tenant(name, 1, suspended, quotas, Instant.EPOCH);
  }

  void put(Tenant tenant) {
    tenants.put(tenant.tenant(), tenant);
    changed();
  }

  void put(ApiKey key) {
    keys.put(key.keyId(), key);
    changed();
  }

  void remove(ApiKey key) {
    keys.remove(key.keyId());
    changed();
  }

  void put(DeviceGroup group) {
    groups.put(group.groupId(), group);
    changed();
  }

  void remove(DeviceGroup group) {
    groups.remove(group.groupId());
    changed();
  }

  void suspend(String tenant) {
    put(tenant(tenant, Tenant.Quotas.NONE, true));
  }

  void setFresh(boolean isFresh) {
    fresh = isFresh;
  }

  private synchronized void changed() {
    changes++;
  }

  @Override
  public @Nullable ApiKey key(String keyId) {
    return keys.get(keyId);
  }

  @Override
  public @Nullable DeviceGroup group(String groupId) {
    return groups.get(groupId);
  }

  @Override
  public @Nullable Tenant tenant(String name) {
    return tenants.get(name);
  }

  @Override
  public boolean isFresh() {
    return fresh;
  }

  @Override
  public long changes() {
    return changes;
  }
}
