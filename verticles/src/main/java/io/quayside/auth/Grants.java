package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.admin.Tenant;
import io.quayside.common.identity.Principal;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Makes grants of verified credentials: judges their tenant and the header Quayside-Tenant. */
final class Grants {
  private final Administration administration;
  private final TenantQuotas quotas;
  private final InstantSource clock;

  Grants(Administration administration, TenantQuotas quotas, InstantSource clock) {
    this.administration = administration;
    this.quotas = quotas;
    this.clock = clock;
  }

  Administration administration() {
    return administration;
  }

  InstantSource clock() {
    return clock;
  }

  /** Whether a tenant exists and is not suspended. */
  boolean isActive(String tenant) {
    Tenant object = administration.tenant(tenant);
    return object != null && !object.suspended();
  }

  /** The grant of a credential of one tenant. {@code changes} was read before the objects. */
  Future<Grant> ofTenant(
      Principal principal,
      @Nullable String header,
      @Nullable Instant until,
      long leewayMillis,
      long changes,
      CheckedGrant.Check check) {
    String tenant = principal.tenant();
    if (!isActive(tenant)) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    return judged(
        header,
        new CheckedGrant(
            principal,
            until,
            leewayMillis,
            quotas.of(tenant),
            administration,
            changes,
            () -> isActive(tenant) && check.holds(),
            clock));
  }

  /** The grant, unless the header names another tenant than the principal's own. */
  static Future<Grant> judged(@Nullable String header, Grant grant) {
    return header == null || header.equals(grant.principal().tenant())
        ? Future.succeededFuture(grant)
        : Refusal.OTHER_TENANT.answer();
  }

  /**
   * The grant of an operator of all tenants, in the tenant that the header names. A suspended
   * tenant may be acted in: whoever has suspended it must be able to look after it.
   */
  Future<Grant> ofAllTenants(
      String name,
      @Nullable String header,
      @Nullable Instant until,
      long changes,
      CheckedGrant.Check check) {
    String tenant = header == null ? Principal.DEFAULT_TENANT : header;
    if (administration.tenant(tenant) == null) {
      return Refusal.UNKNOWN_TENANT.answer();
    }
    return Future.succeededFuture(
        new CheckedGrant(
            Principal.operatorOfAll(tenant, name),
            until,
            0,
            quotas.of(tenant),
            administration,
            changes,
            check,
            clock));
  }
}
