package io.quayside.edge.live;

import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.auth.Quota;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Knows the tokens that a test names, and revokes them when the test says so. */
final class ManualAuthenticator implements Authenticator {
  private final Map<String, ManualGrant> grants = new HashMap<>();
  private final ArrayDeque<Runnable> unanswered = new ArrayDeque<>();
  private final InstantSource clock;

  /** Whether answers wait until {@link #answer}. */
  boolean isSlow;

  boolean isAvailable = true;
  int sockets;
  int mostSockets = Integer.MAX_VALUE;
  int requests = Integer.MAX_VALUE;
  private long changes;

  ManualAuthenticator(InstantSource clock) {
    this.clock = clock;
  }

  /** A grant that ends after some time from now, or never where that is null. */
  Grant add(String token, String name, Role role, Duration life) {
    var until = life == null ? null : clock.instant().plus(life);
    var grant = new ManualGrant(principal(name, role), until);
    grants.put(token, grant);
    return grant;
  }

  static Principal principal(String name, Role role) {
    var carriers = role == Role.CARRIER ? Set.of("MAEU") : Set.<String>of();
    return new Principal("acme", role, "key/" + name, null, carriers, false, null);
  }

  void revoke(String token) {
    grants.get(token).revoked = true;
    changes++;
  }

  /** Something changes that concerns no grant. */
  void changeAnother() {
    changes++;
  }

  long changes() {
    return changes;
  }

  /** How often grants were asked whether they hold. */
  int judgements() {
    return grants.values().stream().mapToInt(grant -> grant.judged).sum();
  }

  /** Gives the answers that wait. */
  void answer() {
    while (!unanswered.isEmpty()) {
      unanswered.poll().run();
    }
  }

  @Override
  public boolean isRequired() {
    return true;
  }

  @Override
  public boolean isAvailable() {
    return isAvailable;
  }

  @Override
  public Future<Grant> authenticate(String token, String tenant) {
    var grant = grants.get(token);
    Future<Grant> answer =
        !isAvailable
            ? refusal(ProblemCode.TEMPORARILY_UNAVAILABLE)
            : grant == null || !grant.isValid()
                ? refusal(ProblemCode.UNAUTHENTICATED)
                : tenant != null && !tenant.equals(grant.principal().tenant())
                    ? refusal(ProblemCode.FORBIDDEN)
                    : Future.succeededFuture(grant);
    if (!isSlow) {
      return answer;
    }
    Promise<Grant> later = Promise.promise();
    unanswered.add(() -> answer.onComplete(later));
    return later.future();
  }

  private static Future<Grant> refusal(ProblemCode code) {
    return Future.failedFuture(new Problem(code, "refused").toException());
  }

  private final class ManualGrant implements Grant, Quota {
    private final Principal principal;
    private final Instant until;
    boolean revoked;
    int judged;

    ManualGrant(Principal principal, Instant until) {
      this.principal = principal;
      this.until = until;
    }

    @Override
    public Principal principal() {
      return principal;
    }

    @Override
    public Instant until() {
      return until;
    }

    @Override
    public boolean isValid() {
      judged++;
      return !revoked && (until == null || clock.instant().isBefore(until));
    }

    @Override
    public Quota quota() {
      return this;
    }

    @Override
    public boolean takeRequest() {
      return requests-- > 0;
    }

    @Override
    public int takePositions(int updates) {
      return updates;
    }

    @Override
    public boolean takeSocket() {
      if (sockets == mostSockets) {
        return false;
      }
      sockets++;
      return true;
    }

    @Override
    public void releaseSocket() {
      sockets--;
    }
  }
}
