package io.quayside.auth;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Grants everything to everybody, in the tenant {@code default} alone ({@code auth.mode: none}).
 */
final class OpenAuthenticator implements Authenticator {
  private static final Future<Grant> ANONYMOUS = Future.succeededFuture(Grant.ANONYMOUS);
  private static final Future<Grant> FORBIDDEN =
      Future.failedFuture(
          new Problem(
                  ProblemCode.FORBIDDEN, "Without credentials there is the tenant default alone")
              .toException());

  @Override
  public boolean isRequired() {
    return false;
  }

  @Override
  public Future<Grant> authenticate(@Nullable String token, @Nullable String tenant) {
    return tenant == null || tenant.equals(Principal.DEFAULT_TENANT) ? ANONYMOUS : FORBIDDEN;
  }
}
