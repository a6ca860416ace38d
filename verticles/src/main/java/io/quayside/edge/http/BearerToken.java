package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token of {@code Authorization: Bearer <token>} (RFC 6750, 2.1). */
final class BearerToken {
  private static final String SCHEME = "Bearer";

  /** A text that is no token, for a request with several credentials. */
  private static final String AMBIGUOUS = "";

  private BearerToken() {}

  /** The token; null where there is none, or credentials of another scheme. */
  static @Nullable String of(MultiMap headers) {
    List<String> fields = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (fields.size() > 1) {
      return AMBIGUOUS;
    }
    return fields.isEmpty() ? null : of(fields.getFirst());
  }

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
