package io.quayside.auth;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;
import java.util.List;

/** The problems that an authenticator answers with. They are the same for all kinds and causes. */
enum Refusal {
  UNAUTHENTICATED(ProblemCode.UNAUTHENTICATED, "The credentials are missing or not valid"),

  /** Of a token whose signature is good; no other cause is told apart. */
  EXPIRED(ProblemCode.UNAUTHENTICATED, "The token has expired"),

  OTHER_TENANT(ProblemCode.FORBIDDEN, "Quayside-Tenant names a tenant that is not the caller's"),

  UNKNOWN_TENANT(ProblemCode.VALIDATION_FAILED, "Quayside-Tenant must name an existing tenant"),

  STALE(
      ProblemCode.TEMPORARILY_UNAVAILABLE,
      "This node has not heard of revoked credentials for too long"),

  NO_KEY_SET(
      ProblemCode.TEMPORARILY_UNAVAILABLE,
      "The keys of the token's issuer have not been fetched yet"),

  TOO_MANY_TOKENS(ProblemCode.OVERLOADED, "Too many tokens wait to be verified");

  private final ProblemCode code;
  private final String detail;

  Refusal(ProblemCode code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** The refusal as an answer to {@link Authenticator#authenticate}. */
  Future<Grant> answer() {
    List<Offence> offences =
        this == UNKNOWN_TENANT
            ? List.of(Offence.in("Quayside-Tenant", "must name an existing tenant"))
            : List.of();
    return Future.failedFuture(new Problem(code, detail, offences).toException());
  }
}
