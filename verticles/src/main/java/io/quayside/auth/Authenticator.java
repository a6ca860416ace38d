package io.quayside.auth;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Turns credentials into grants. May be used from every event loop. */
public interface Authenticator {
  /** Needs no credentials and looks at none ({@code auth.mode: none}). */
  Authenticator OPEN = new OpenAuthenticator();

  /** Whether requests need credentials ({@code auth.mode: required}). */
  boolean isRequired();

  /**
   * The grant of a credential. Fails with a {@link io.quayside.common.problem.ProblemException}:
   * {@code unauthenticated}, {@code forbidden} (another tenant than the principal's own), {@code
   * validation-failed} (an unknown tenant named by an operator of all), {@code
   * temporarily-unavailable}. The future is complete unless a key set must be fetched first.
   *
   * @param token the bearer token; null where none was given
   * @param tenant the value of {@code Quayside-Tenant} or of the frame's member; null where absent
   */
  Future<Grant> authenticate(@Nullable String token, @Nullable String tenant);
}
