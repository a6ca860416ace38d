package io.quayside.auth;

import org.jspecify.annotations.Nullable;

/**
 * An issuer of JWTs.
 *
 * @param name the short name in callers, {@code [a-z0-9-]{1,32}}
 * @param issuer the value of {@code iss}, and where discovery begins
 * @param audience the value that {@code aud} is or holds
 * @param jwks the URL of the key set; null: found by discovery
 * @param tenant the tenant of all its tokens; null: {@code tenantClaim} names it
 * @param tenantClaim the claim that names the tenant; null: {@code tenant} is given
 */
public record IssuerSettings(
    String name,
    String issuer,
    String audience,
    @Nullable String jwks,
    @Nullable String tenant,
    @Nullable String tenantClaim,
    String roleClaim,
    String shippersClaim,
    String carriersClaim) {
  public static final String ROLE_CLAIM = "quayside_role";
  public static final String SHIPPERS_CLAIM = "quayside_shippers";
  public static final String CARRIERS_CLAIM = "quayside_carriers";
}
