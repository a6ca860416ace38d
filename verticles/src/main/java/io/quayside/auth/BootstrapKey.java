package io.quayside.auth;

import io.quayside.common.identity.ApiKeyText;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The key of an operator of all tenants that stands in the configuration instead of the
 * administration. Only its hash is kept, so that nothing can print it.
 */
public final class BootstrapKey {
  private final byte[] sha256;

  private BootstrapKey(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** Empty if the text has not the form of an API key. */
  public static Optional<BootstrapKey> parse(String text) {
    return ApiKeyText.isValid(text)
        ? Optional.of(new BootstrapKey(Sha256.of(text)))
        : Optional.empty();
  }

  /** Compares in constant time. */
  boolean matches(byte[] hash) {
    return MessageDigest.isEqual(sha256, hash);
  }

  @Override
  public String toString() {
    return "***";
  }
}
