package io.quayside.common.identity;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who makes a request, in which tenant it acts, and what its scope is. Immutable. */
public final class Principal {
  /** The tenant of whoever names none. */
  public static final String DEFAULT_TENANT = "default";

  /** The names of all others have a slash. */
  private static final String SAGA = "saga";

  private static final String ANONYMOUS_NAME = "anonymous";

  private static final int MAX_TENANT = 32;

  /** Every caller where no credentials are needed ({@code auth.mode: none}). */
  public static final Principal ANONYMOUS =
      new Principal(DEFAULT_TENANT, Role.OPERATOR, ANONYMOUS_NAME, null, Set.of(), true, null);

  private final String tenant;
  private final Role role;
  private final String name;
  private final @Nullable Set<String> shippers;
  private final Set<String> carriers;
  private final boolean allTenants;
  private final @Nullable String deviceId;
  private final String caller;

  /**
   * A principal.
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
  public Principal(
      String tenant,
      Role role,
      String name,
      @Nullable Set<String> shippers,
      Set<String> carriers,
      boolean allTenants,
      @Nullable String deviceId) {
    this.tenant = tenant;
    this.role = role;
    this.name = name;
    this.shippers = shippers;
    this.carriers = carriers;
    this.allTenants = allTenants;
    this.deviceId = deviceId;
    this.caller = name.equals(ANONYMOUS_NAME) ? name : tenant + '/' + name;
  }

  /** An operator of all tenants, acting in one of them. */
  public static Principal operatorOfAll(String tenant, String name) {
    return new Principal(tenant, Role.OPERATOR, name, null, Set.of(), true, null);
  }

  /** Whether a text has the form of a tenant's name: 1 to 32 of {@code [a-z0-9-]}. */
  public static boolean isTenant(String text) {
    if (text.isEmpty() || text.length() > MAX_TENANT) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  public String tenant() {
    return tenant;
  }

  public Role role() {
    return role;
  }

  public String name() {
    return name;
  }

  /** The shippers that a shipper acts for; null: every shipper of the tenant. */
  public @Nullable Set<String> shippers() {
    return shippers;
  }

  /** The carriers that a carrier acts for, or the carrier of a device's group. */
  public Set<String> carriers() {
    return carriers;
  }

  public boolean allTenants() {
    return allTenants;
  }

  /** The device that a device token names; null for other roles. */
  public @Nullable String deviceId() {
    return deviceId;
  }

  /** The booking process of a tenant, which acts without credentials inside the gateway. */
  public static Principal saga(String tenant) {
    return new Principal(tenant, Role.OPERATOR, SAGA, null, Set.of(), false, null);
  }

  /** Whether this is a booking process. */
  public boolean isSaga() {
    return name.equals(SAGA);
  }

  /**
   * The id of the caller, to which idempotency keys are scoped and which the audit records: {@code
   * <tenant>/<name>}, or {@code anonymous}.
   */
  public String caller() {
    return caller;
  }

  /** Whether this is the caller that gave no credentials, where none are needed. */
  public boolean isAnonymous() {
    return name.equals(ANONYMOUS_NAME);
  }

  /** Whether this is a shipper that acts for that shipper of its tenant. */
  public boolean isShipper(String shipper) {
    return role == Role.SHIPPER && (shippers == null || shippers.contains(shipper));
  }

  /** Whether this is a carrier that acts for that carrier; nobody acts for null. */
  public boolean isCarrier(@Nullable String carrier) {
    return role == Role.CARRIER && carrier != null && carriers.contains(carrier);
  }

  /**
   * Whether tracking updates of that device may be this principal's: a device has its own alone.
   */
  public boolean mayReportAs(String device) {
    return role != Role.DEVICE || device.equals(deviceId);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Principal that
            && tenant.equals(that.tenant)
            && role == that.role
            && name.equals(that.name)
            && Objects.equals(shippers, that.shippers)
            && carriers.equals(that.carriers)
            && allTenants == that.allTenants
            && Objects.equals(deviceId, that.deviceId));
  }

  @Override
  public int hashCode() {
    return caller.hashCode();
  }

  @Override
  public String toString() {
    return role.word() + ' ' + caller;
  }
}
