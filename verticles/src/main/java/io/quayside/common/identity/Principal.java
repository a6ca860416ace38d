package io.quayside.common.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, in which tenant it acts, and what its scope is.
 *
 * @param tenant the tenant acted in: 1 to 32 of {@code [a-z0-9-]}
 * @param role its one role
 * @param name its stable name: {@code key/<name>}, {@code key/*}{@code /<name>} for a key of all
 *     tenants, {@code jwt/<issuer>/<sub>}, {@code device/<group>/<device>}, or {@code anonymous}
 * @param shippers the shippers that a shipper acts for; null: every shipper of the tenant
 * @param carriers the SCACs that a carrier acts for, at least one; of a device the carrier of its
 *     group, or none, which is every carrier
 * @param allTenants whether an operator may act in every tenant
 * @param deviceId the device that a device token names; null for other roles
 */
public record Principal(
    String tenant,
    Role role,
    String name,
    @Nullable Set<String> shippers,
    Set<String> carriers,
    boolean allTenants,
    @Nullable String deviceId) {
  /** The tenant of whoever names none. */
  public static final String DEFAULT_TENANT = "default";

  /** The names of all others have a slash. */
  private static final String ANONYMOUS_NAME = "anonymous";

  /** Every caller where no credentials are needed ({@code auth.mode: none}). */
  public static final Principal ANONYMOUS =
      new Principal(DEFAULT_TENANT, Role.OPERATOR, ANONYMOUS_NAME, null, Set.of(), true, null);

  /** An operator of all tenants, acting in one of them. */
  public static Principal operatorOfAll(String tenant, String name) {
    return new Principal(tenant, Role.OPERATOR, name, null, Set.of(), true, null);
  }

  /**
   * The id of the caller, to which idempotency keys are scoped and which the audit records: {@code
   * <tenant>/<name>}, or {@code anonymous}.
   */
  public String caller() {
    return isAnonymous() ? name : tenant + '/' + name;
  }

  /** Whether this is the caller that gave no credentials, where none are needed. */
  public boolean isAnonymous() {
    return name.equals(ANONYMOUS_NAME);
  }
}
