package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The token of {@code Authorization: Bearer <token>} (RFC 6750, 2.1). */
final class BearerToken {
  private static final String SCHEME = "Bearer";

  private BearerToken() {}

  /** The value of the one field with credentials; null where there is none, or several. */
  static @Nullable String field(MultiMap headers) {
    String first = headers.get(HttpHeaderNames.AUTHORIZATION);
    return first == null || headers.getAll(HttpHeaderNames.AUTHORIZATION).size() > 1 ? null : first;
  }

  /** The token; null where there is none, or credentials of another scheme. */
  static @Nullable String of(String credentials) {
    int scheme = SCHEME.length();
    if (credentials.length() <= scheme
        || credentials.charAt(scheme) != ' '
        || !credentials.regionMatches(true, 0, SCHEME, 0, scheme)) {
      return null;
    }
    String token = credentials.substring(scheme).strip();
    return token.isEmpty() ? null : token;
  }
}
