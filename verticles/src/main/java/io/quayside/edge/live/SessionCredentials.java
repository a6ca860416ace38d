package io.quayside.edge.live;

import io.quayside.auth.Grant;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one WebSocket, from its upgrade to its end. Confined to its event loop.
 *
 * <pre>
 *   Waiting ──authenticate──► Verifying ──granted──► Granted ──30 s left──► Expiring
 *      │ 5 s, another frame       │ refused             │ revoked              │ until, revoked
 *      └──────────────────────────┴─────────┬───────────┴──────────────────────┘
 *                                           ▼
 *                                         Ended
 * </pre>
 *
 * An upgrade with credentials begins as Granted, or as Expiring. New credentials of the same caller
 * replace those that are held; others are refused and change nothing.
 */
final class SessionCredentials implements GrantWatch.Holder {
  static final long FIRST_FRAME_MILLIS = 5_000;

  /** How long before its end a client is told so. */
  static final Duration NOTICE = Duration.ofSeconds(30);

  private static final Cancellable NO_TIMER = () -> {};
  private static final Verifying VERIFYING = new Verifying();
  private static final Ended ENDED = new Ended();

  private final LiveAccess access;
  private final Host host;
  private State state;

  private sealed interface State {}

  /** Only {@code authenticate} is taken, until the timer closes the socket. */
  private record Waiting(Cancellable timer) implements State {}

  /** The first token is being verified; nothing is read meanwhile. */
  private record Verifying() implements State {}

  /** There is a grant; the timer leads to the next state. */
  private sealed interface Holding extends State {
    Grant grant();

    Cancellable timer();
  }

  private record Granted(Grant grant, Cancellable timer) implements Holding {}

  /** The client was told when the grant ends. */
  private record Expiring(Grant grant, Cancellable timer) implements Holding {}

  private record Ended() implements State {}

  /** The socket of the credentials. */
  interface Host {
    /** Answers an {@code authenticate}; {@code until} is null for credentials without an end. */
    void authenticated(@Nullable String id, @Nullable Instant until);

    void expiring(Instant until);

    void refused(@Nullable String id, Problem problem);

    /** The grant was replaced: what it no longer covers has to end. */
    void scopeChanged();

    /** While credentials are being verified, the socket is not read. */
    void verifying(boolean underWay);

    void close(CloseCode why);
  }

  /** Of a socket that was {@linkplain LiveAccess#admit admitted} with a grant, or with none. */
  SessionCredentials(LiveAccess access, @Nullable Grant admitted, Host host) {
    this.access = access;
    this.host = host;
    this.state =
        admitted == null
            ? new Waiting(
                access
                    .scheduler()
                    .schedule(FIRST_FRAME_MILLIS, () -> host.close(CloseCode.UNAUTHORISED)))
            : new Granted(admitted, NO_TIMER);
  }

  /** Begins to hold what the socket was admitted with; called once, when frames can be sent. */
  void start() {
    if (state instanceof Granted admitted) {
      hold(admitted.grant);
    }
  }

  /** Whether there is a principal: before, only {@code authenticate} may come. */
  boolean isGranted() {
    return state instanceof Holding;
  }

  /** The principal; to be asked for only where there is one. */
  Principal principal() {
    return grant().principal();
  }

  @Override
  public Grant grant() {
    if (state instanceof Holding holding) {
      return holding.grant();
    }
    throw new IllegalStateException("no grant in " + state);
  }

  /** Takes an {@code authenticate} frame. */
  void authenticate(@Nullable String id, String token, @Nullable String tenant) {
    if (state instanceof Waiting waiting) {
      waiting.timer.cancel();
      state = VERIFYING;
    }
    Future<Grant> verified = access.authenticator().authenticate(token, tenant);
    if (verified.isComplete()) {
      verified(id, verified);
    } else {
      host.verifying(true);
      verified.onComplete(result -> access.scheduler().execute(() -> verifiedLater(id, result)));
    }
  }

  private void verifiedLater(@Nullable String id, AsyncResult<Grant> result) {
    if (state != ENDED) {
      verified(id, result);
      host.verifying(false);
    }
  }

  private void verified(@Nullable String id, AsyncResult<Grant> result) {
    switch (state) {
      case Verifying verifying when result.failed() -> refuse(id, Faults.toProblem(result.cause()));
      case Verifying verifying -> granted(id, result.result());
      case Holding holding when result.failed() ->
          host.refused(id, Faults.toProblem(result.cause()));
      case Holding holding -> replaced(id, holding, result.result());
      case Waiting waiting -> throw new IllegalStateException("nothing was verified");
      case Ended ended -> {}
    }
  }

  private void refuse(@Nullable String id, Problem problem) {
    host.refused(id, problem);
    host.close(problem.code().retryable() ? CloseCode.UNAVAILABLE : CloseCode.UNAUTHORISED);
  }

  private void granted(@Nullable String id, Grant grant) {
    if (!grant.quota().takeSocket()) {
      host.refused(id, new Problem(ProblemCode.RATE_LIMITED, "The tenant has too many WebSockets"));
      host.close(CloseCode.TOO_MANY_SOCKETS);
      return;
    }
    access.dismiss(null);
    state = new Granted(grant, NO_TIMER);
    host.authenticated(id, grant.until());
    hold(grant);
  }

  private void replaced(@Nullable String id, Holding held, Grant grant) {
    if (!grant.principal().caller().equals(held.grant().principal().caller())) {
      host.refused(
          id, new Problem(ProblemCode.FORBIDDEN, "These credentials are another caller's"));
      return;
    }
    held.timer().cancel();
    host.authenticated(id, grant.until());
    hold(grant);
    if (isGranted()) {
      host.scopeChanged();
    }
  }

  /** Holds a grant, unless the socket was closed because it did not take the answer. */
  private void hold(Grant grant) {
    if (isGranted()) {
      setTimer(grant);
    }
    if (isGranted()) {
      access.watch(this);
    }
  }

  private void setTimer(Grant grant) {
    Instant until = grant.until();
    if (until == null) {
      state = new Granted(grant, NO_TIMER);
      return;
    }
    Instant notice = until.minus(NOTICE);
    if (access.clock().instant().isBefore(notice)) {
      state = new Granted(grant, at(notice, () -> expire(grant, until)));
    } else {
      expire(grant, until);
    }
  }

  private void expire(Grant grant, Instant until) {
    state = new Expiring(grant, at(until, () -> host.close(CloseCode.CREDENTIALS_ENDED)));
    host.expiring(until);
  }

  private Cancellable at(Instant due, Runnable task) {
    return new ClockTimer(access.scheduler(), access.clock(), due, task);
  }

  @Override
  public void lost(CloseCode why) {
    host.close(why);
  }

  /** The socket is closed, or is being closed; a second call has no effect. */
  void end() {
    State last = state;
    state = ENDED;
    switch (last) {
      case Waiting waiting -> {
        waiting.timer.cancel();
        access.dismiss(null);
      }
      case Verifying verifying -> access.dismiss(null);
      case Holding holding -> {
        holding.timer().cancel();
        access.unwatch(this);
        access.dismiss(holding.grant());
      }
      case Ended ended -> {}
    }
  }
}
