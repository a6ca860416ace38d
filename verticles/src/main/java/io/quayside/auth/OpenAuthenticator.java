package io.quayside.auth;

import io.quayside.common.identity.Principal;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The authenticator where no credentials are needed ({@code auth.mode: none}): every caller is an
 * operator, in the tenant {@code default} alone. Tokens are not looked at.
 */
final class OpenAuthenticator implements Authenticator {
  private static final Future<Grant> GRANTED = Future.succeededFuture(Grant.ANONYMOUS);

  @Override
  public boolean isRequired() {
    return false;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public Future<Grant> authenticate(@Nullable String token, @Nullable String tenant) {
    return tenant == null || tenant.equals(Principal.DEFAULT_TENANT)
        ? GRANTED
        : Refusal.OTHER_TENANT.answer();
  }
}
