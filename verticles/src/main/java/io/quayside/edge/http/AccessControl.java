package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges who makes a request: its credentials, its role, its tenant's quota. */
public final class AccessControl {
  /** Admits everybody to everything but the administration. */
  public static final AccessControl NONE = new AccessControl(Authenticator.OPEN);

  /** The field that names the tenant an operator of all tenants acts in. */
  static final CharSequence TENANT = HttpHeaders.createOptimized("quayside-tenant");

  private static final Future<@Nullable Grant> NO_GRANT = Future.succeededFuture();

  private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");
  private static final CharSequence INVALID_TOKEN =
      HttpHeaders.createOptimized("Bearer error=\"invalid_token\"");

  private final Authenticator authenticator;

  public AccessControl(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * The grant of a request; null where the operation is open and no credentials were given. Fails
   * with the problem of a request that is refused for its credentials.
   */
  Future<@Nullable Grant> authenticate(HttpServerRequest request, Access access) {
    MultiMap headers = request.headers();
    if (!authenticator.isRequired()) {
      return authenticator.authenticate(null, tenant(headers));
    }
    boolean given = headers.contains(HttpHeaderNames.AUTHORIZATION);
    if (!given && access instanceof Access.Optional) {
      return NO_GRANT;
    }
    String token = given ? BearerToken.of(headers) : null;
    Future<Grant> grant = authenticator.authenticate(token, tenant(headers));
    return grant.onFailure(failure -> challenge(request.response(), token, failure));
  }

  private static void challenge(
      HttpServerResponse response, @Nullable String token, Throwable failure) {
    if (failure instanceof ProblemException refused
        && refused.problem().code() == ProblemCode.UNAUTHENTICATED) {
      response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, token == null ? BEARER : INVALID_TOKEN);
    }
  }

  /** The tenant that is named; several fields make a name that no tenant has. */
  private static @Nullable String tenant(MultiMap headers) {
    String first = headers.get(TENANT);
    if (first == null) {
      return null;
    }
    List<String> all = headers.getAll(TENANT);
    return all.size() == 1 ? first : String.join(",", all);
  }

  /** Refuses a principal whose role does not permit the operation, or whose quota is used up. */
  void admit(Grant grant, Access access) {
    if (!access.permits(grant.principal())) {
      throw new Problem(ProblemCode.FORBIDDEN, "The caller's role may not do this").toException();
    }
    if (!grant.quota().takeRequest()) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant sends too many requests")
          .toException();
    }
  }
}
