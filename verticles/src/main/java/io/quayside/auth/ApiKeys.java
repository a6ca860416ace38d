package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.admin.ApiKey;
import io.quayside.common.identity.ApiKeyText;
import io.quayside.common.identity.Principal;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges API keys: those of the administration, and the bootstrap key. */
final class ApiKeys {
  private final Grants grants;
  private final Optional<BootstrapKey> bootstrap;

  /** What the hash of an unknown id is compared with: no text's hash that anybody knows. */
  private final byte[] noKey = new byte[32];

  ApiKeys(Grants grants, Optional<BootstrapKey> bootstrap) {
    this.grants = grants;
    this.bootstrap = bootstrap;
    new SecureRandom().nextBytes(noKey);
  }

  Future<Grant> authenticate(String token, @Nullable String tenant) {
    if (!ApiKeyText.isValid(token)) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    Administration administration = grants.administration();
    long changes = administration.changes();
    byte[] hash = Sha256.of(token);
    if (bootstrap.isPresent() && bootstrap.get().matches(hash)) {
      return grants.ofAllTenants("key/*/bootstrap", tenant, null, changes, () -> true);
    }
    String keyId = ApiKeyText.keyId(token);
    ApiKey key = administration.key(keyId);
    byte[] expected = key == null ? noKey : HexFormat.of().parseHex(key.sha256());
    boolean matches = MessageDigest.isEqual(expected, hash);
    if (key == null || !matches || hasExpired(key) || !grants.isActive(key.tenant())) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    CheckedGrant.Check unchanged = () -> key.equals(administration.key(keyId));
    if (key.allTenants()) {
      String name = "key/*/" + key.name();
      return grants.ofAllTenants(name, tenant, key.expiresAt(), changes, unchanged);
    }
    Principal principal =
        new Principal(
            key.tenant(),
            key.role(),
            "key/" + key.name(),
            key.shippers(),
            key.carriers(),
            false,
            null);
    return grants.ofTenant(principal, tenant, key.expiresAt(), 0, changes, unchanged);
  }

  private boolean hasExpired(ApiKey key) {
    Instant end = key.expiresAt();
    return end != null && !grants.clock().instant().isBefore(end);
  }
}
