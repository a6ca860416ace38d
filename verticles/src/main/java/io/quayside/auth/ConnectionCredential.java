package io.quayside.auth;

import org.jspecify.annotations.Nullable;

/**
 * The credential that one connection presented last, with its grant: a client that repeats it costs
 * one comparison. Belongs to one event loop.
 */
public final class ConnectionCredential {
  private final Authenticator authenticator;
  private @Nullable String authorization;
  private @Nullable String tenant;
  private @Nullable Grant grant;

  public ConnectionCredential(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * The grant of the same credential and tenant as last time; null if they are others, or the grant
   * holds no more.
   *
   * @param givenAuthorization the whole value of the one {@code Authorization} field
   * @param givenTenant the value of {@code Quayside-Tenant}; null where absent
   */
  public @Nullable Grant find(String givenAuthorization, @Nullable String givenTenant) {
    Grant known = grant;
    return known != null
            && isSame(givenAuthorization, authorization)
            && isSame(givenTenant, tenant)
            && authenticator.isAvailable()
            && known.isValid()
        ? known
        : null;
  }

  /** Remembers a grant in place of the former one. */
  public void keep(String givenAuthorization, @Nullable String givenTenant, Grant granted) {
    authorization = givenAuthorization;
    tenant = givenTenant;
    grant = granted;
  }

  /** Compares in a time that depends on the lengths alone: proxies share connections. */
  private static boolean isSame(@Nullable String a, @Nullable String b) {
    if (a == null || b == null || a.length() != b.length()) {
      return a == null && b == null;
    }
    int difference = 0;
    for (int i = 0; i < a.length(); i++) {
      difference |= a.charAt(i) ^ b.charAt(i);
    }
    return difference == 0;
  }
}
