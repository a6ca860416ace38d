package io.quayside.admin;

import io.quayside.common.identity.Role;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API key, without its secret.
 *
 * @param keyId 8 characters of Crockford base 32
 * @param version the version of the object, from 1
 * @param shippers with the role shipper alone; null: every shipper of the tenant
 * @param carriers with the role carrier alone, and then at least one
 * @param allTenants with the role operator alone
 * @param expiresAt when it ends; null: never
 * @param sha256 the hash of the key's whole text, in hexadecimal digits
 */
public record ApiKey(
    String keyId,
    int version,
    String tenant,
    String name,
    Role role,
    @Nullable Set<String> shippers,
    Set<String> carriers,
    boolean allTenants,
    Instant createdAt,
    @Nullable Instant expiresAt,
    String sha256)
    implements AdminObject {
  @Override
  public String id() {
    return keyId;
  }
}
