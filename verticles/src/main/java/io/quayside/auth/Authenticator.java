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
   * Whether grants can be trusted at the moment. False if this node has not heard of revocations
   * for {@code auth.max-stale-seconds}: every request is {@code temporarily-unavailable} then,
   * those of open sockets and remembered credentials too.
   */
  boolean isAvailable();

  /**
   * The grant of a credential. Fails with a {@link io.quayside.common.problem.ProblemException}:
   * {@code unauthenticated}, {@code forbidden} (another tenant than the principal's own), {@code
   * validation-failed} (an unknown tenant named by an operator of all), {@code
   * temporarily-unavailable}, {@code overloaded}. The future is complete unless a signature must be
   * verified or a key set must be fetched first; it completes on the caller's context.
   *
   * <p>An answer {@code unauthenticated} has {@code WWW-Authenticate: Bearer}, with {@code
   * error="invalid_token"} if the request had a token, also if it was not passed here because there
   * were several.
   *
   * @param token the bearer token; null where none was given, several, or another scheme
   * @param tenant the value of {@code Quayside-Tenant} or of the frame's member; null where absent
   */
  Future<Grant> authenticate(@Nullable String token, @Nullable String tenant);
}
