package io.quayside.auth;

import java.util.List;
import java.util.Optional;

/**
 * How a node authenticates.
 *
 * @param required whether requests need credentials ({@code auth.mode: required})
 * @param issuers whose JWTs are accepted, at most 16
 */
public record AuthSettings(
    boolean required, List<IssuerSettings> issuers, Optional<BootstrapKey> bootstrapKey) {
  /** Where no credentials are needed. */
  public static final AuthSettings NONE = new AuthSettings(false, List.of(), Optional.empty());

  public AuthSettings {
    issuers = List.copyOf(issuers);
  }
}
