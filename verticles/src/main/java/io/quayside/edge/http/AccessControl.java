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
   * The grant of a request whose credentials are those of the request before on its connection;
   * null where they must be judged.
   */
  @Nullable Grant known(Call call) {
    if (!authenticator.isRequired()) {
      return null;
    }
    MultiMap headers = call.request().headers();
    String authorization = BearerToken.field(headers);
    return authorization == null
        ? null
        : call.admitted().credential(authenticator).find(authorization, tenant(headers));
  }

  /**
   * The grant of a request; null where the operation is open and no credentials were given. Fails
   * with the problem of a request that is refused for its credentials.
   */
  Future<@Nullable Grant> authenticate(Call call, Access access) {
    MultiMap headers = call.request().headers();
    String tenant = tenant(headers);
    if (!authenticator.isRequired()) {
      return authenticator.authenticate(null, tenant);
    }
    boolean given = headers.contains(HttpHeaderNames.AUTHORIZATION);
    if (!given && access instanceof Access.Optional) {
      return NO_GRANT;
    }
    String authorization = BearerToken.field(headers);
    String token = authorization == null ? null : BearerToken.of(authorization);
    boolean several = given && authorization == null;
    return authenticator
        .authenticate(token, tenant)
        .onComplete(
            grant -> {
              if (authorization != null) {
                call.admitted().credential(authenticator).keep(authorization, tenant, grant);
              }
            },
            failure -> challenge(call.response(), several || token != null, failure));
  }

  private static void challenge(
      HttpServerResponse response, boolean tokenGiven, Throwable failure) {
    if (failure instanceof ProblemException refused
        && refused.problem().code() == ProblemCode.UNAUTHENTICATED) {
      response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, tokenGiven ? INVALID_TOKEN : BEARER);
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
  void admit(Grant grant, Operation operation) {
    if (!operation.access().permits(grant.principal())) {
      throw new Problem(ProblemCode.FORBIDDEN, "The caller's role may not do this").toException();
    }
    if (!grant.quota().takeRequest()) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant sends too many requests")
          .toException();
    }
    if (operation.reportsPosition() && grant.quota().takePositions(1) == 0) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant reports too many positions")
          .toException();
    }
  }
}
