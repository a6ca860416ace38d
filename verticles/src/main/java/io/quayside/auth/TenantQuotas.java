package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.admin.Tenant;
import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.metrics.Metrics;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The quotas of all tenants that have made a request on this node. */
final class TenantQuotas {
  private final ConcurrentHashMap<String, Quota> byTenant = new ConcurrentHashMap<>();
  private final Administration administration;
  private final Metrics metrics;
  private final LongSupplier nanoClock;

  TenantQuotas(Administration administration, Metrics metrics, LongSupplier nanoClock) {
    this.administration = administration;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  /** The quota of an existing tenant: the same object at each call. */
  Quota of(String tenant) {
    Quota known = byTenant.get(tenant);
    return known != null ? known : byTenant.computeIfAbsent(tenant, TenantQuota::new);
  }

  /**
   * The bounds at one count of changes.
   *
   * @param requests null: unbounded
   * @param positions null: unbounded
   */
  private record Bounds(
      long changes, @Nullable TokenBucket requests, @Nullable TokenBucket positions, int sockets) {}

  private final class TenantQuota implements Quota {
    private final String tenant;
    private final AtomicInteger openSockets = new AtomicInteger();
    private volatile @Nullable Bounds bounds;

    TenantQuota(String tenant) {
      this.tenant = tenant;
    }

    @Override
    public boolean takeRequest() {
      TokenBucket bucket = current().requests;
      if (bucket == null || bucket.take(1) == 1) {
        return true;
      }
      metrics.rateLimited("requests", 1);
      return false;
    }

    @Override
    public int takePositions(int updates) {
      TokenBucket bucket = current().positions;
      if (bucket == null) {
        return updates;
      }
      int taken = bucket.take(updates);
      if (taken < updates) {
        metrics.rateLimited("positions", updates - taken);
      }
      return taken;
    }

    @Override
    public boolean takeSocket() {
      if (openSockets.incrementAndGet() <= current().sockets) {
        return true;
      }
      openSockets.decrementAndGet();
      metrics.rateLimited("sockets", 1);
      return false;
    }

    @Override
    public void releaseSocket() {
      openSockets.decrementAndGet();
    }

    private Bounds current() {
      long changes = administration.changes();
      Bounds known = bounds;
      return known != null && known.changes == changes ? known : refresh(known, changes);
    }

    private Bounds refresh(@Nullable Bounds known, long changes) {
      Tenant object = administration.tenant(tenant);
      Quotas quotas = object == null ? Quotas.NONE : object.quotas();
      Bounds fresh =
          new Bounds(
              changes,
              bucket(known == null ? null : known.requests, quotas.requestsPerSecond()),
              bucket(known == null ? null : known.positions, quotas.positionsPerSecond()),
              quotas.sockets() == null ? Integer.MAX_VALUE : quotas.sockets());
      bounds = fresh;
      return fresh;
    }

    /** Keeps a bucket whose rate has not changed. */
    private @Nullable TokenBucket bucket(@Nullable TokenBucket known, @Nullable Integer perSecond) {
      if (perSecond == null || (known != null && known.perSecond() == perSecond)) {
        return perSecond == null ? null : known;
      }
      return new TokenBucket(perSecond, nanoClock);
    }
  }
}
