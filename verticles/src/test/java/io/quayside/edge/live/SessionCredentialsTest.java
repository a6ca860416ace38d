package io.quayside.edge.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.auth.Grant;
import io.quayside.common.identity.Role;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionCredentialsTest {
  private static final Instant START = Instant.parse("2026-03-05T10:00:00Z");

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InstantSource clock = () -> START.plusMillis(scheduler.nowMillis());
  private final ManualAuthenticator authenticator = new ManualAuthenticator(clock);
  private final BoundedCount waiting = new BoundedCount(2);
  private final GrantWatch watch =
      new GrantWatch(scheduler, authenticator, authenticator::changes, clock);
  private final LiveAccess access =
      new LiveAccess(
          authenticator, waiting, watch, scheduler, clock, new Metrics(new SimpleMeterRegistry()));

  /** Records what a socket is told. */
  private final class Socket implements SessionCredentials.Host {
    final List<String> told = new ArrayList<>();
    final SessionCredentials credentials;

    Socket(Grant admitted) {
      access.admit(admitted);
      credentials = new SessionCredentials(access, admitted, this);
      credentials.start();
    }

    Socket authenticate(String token) {
      credentials.authenticate("a1", token, null);
      return this;
    }

    @Override
    public void authenticated(String id, Instant until) {
      told.add("authenticated " + id + (until == null ? "" : " until " + seconds(until)));
    }

    @Override
    public void expiring(Instant until) {
      told.add("expiring " + seconds(until));
    }

    @Override
    public void refused(String id, Problem problem) {
      told.add("error " + id + " " + problem.code().code());
    }

    @Override
    public void scopeChanged() {
      told.add("scope " + credentials.principal().role().word());
    }

    @Override
    public void verifying(boolean underWay) {
      told.add(underWay ? "pause" : "resume");
    }

    @Override
    public void close(CloseCode why) {
      told.add("close " + why.code());
      credentials.end();
    }

    private static long seconds(Instant until) {
      return Duration.between(START, until).toSeconds();
    }
  }

  private Socket open() {
    return new Socket(null);
  }

  private Grant key(String token, Duration life) {
    return authenticator.add(token, "erp", Role.SERVICE, life);
  }

  @Test
  void shouldTakeAFirstFrameWithinFiveSeconds() {
    key("good", null);
    var socket = open();
    scheduler.advance(4_999);
    socket.authenticate("good");
    scheduler.advance(60_000);

    assertThat(socket.told).containsExactly("authenticated a1");
    assertThat(socket.credentials.principal().caller()).isEqualTo("acme/key/erp");
  }

  @Test
  void shouldCloseASilentSocketAfterFiveSeconds() {
    var socket = open();
    scheduler.advance(4_999);
    assertThat(socket.told).isEmpty();
    scheduler.advance(1);

    assertThat(socket.told).containsExactly("close 4501");
    assertThat(waiting.taken()).isZero();
  }

  @Test
  void shouldCloseWhereTheFirstTokenIsRefused() {
    var socket = open().authenticate("unknown");

    assertThat(socket.told).containsExactly("error a1 unauthenticated", "close 4501");
    assertThat(waiting.taken()).isZero();
  }

  /** The client may come again: nobody has said that its token is wrong. */
  @Test
  void shouldSendAwayWhereTheFirstTokenCannotBeJudged() {
    key("good", null);
    authenticator.isAvailable = false;
    var socket = open().authenticate("good");

    assertThat(socket.told).containsExactly("error a1 temporarily-unavailable", "close 4003");
  }

  @Test
  void shouldBoundTheSocketsThatWait() {
    key("good", null);
    var first = open();
    open();

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.OVERLOADED));
    first.authenticate("good");
    open();
    assertThat(waiting.taken()).isEqualTo(2);
  }

  @Test
  void shouldBoundTheSocketsOfATenant() {
    var grant = key("good", null);
    authenticator.mostSockets = 1;
    var first = new Socket(grant);
    var second = open().authenticate("good");

    assertThat(second.told).containsExactly("error a1 rate-limited", "close 4029");
    assertThatThrownBy(() -> new Socket(grant))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.RATE_LIMITED));
    first.credentials.end();
    first.credentials.end();
    assertThat(authenticator.sockets).isZero();
    assertThat(waiting.taken()).isZero();
  }

  @Test
  void shouldWarnThirtySecondsBeforeTheEndAndCloseThen() {
    var socket = new Socket(key("good", Duration.ofSeconds(100)));
    scheduler.advance(69_999);
    assertThat(socket.told).isEmpty();
    scheduler.advance(1);
    assertThat(socket.told).containsExactly("expiring 100");
    scheduler.advance(29_999);
    assertThat(socket.told).hasSize(1);
    scheduler.advance(1);

    assertThat(socket.told).containsExactly("expiring 100", "close 4009");
    assertThat(authenticator.sockets).isZero();
  }

  @Test
  void shouldWarnAtOnceWhereTheEndIsNear() {
    key("short", Duration.ofSeconds(20));
    var socket = open().authenticate("short");

    assertThat(socket.told).containsExactly("authenticated a1 until 20", "expiring 20");
    scheduler.advance(20_000);
    assertThat(socket.told).endsWith("close 4009");
  }

  @Test
  void shouldWaitForAnEndThatIsFarAway() {
    var socket = new Socket(key("good", Duration.ofDays(40)));
    scheduler.advance(Duration.ofDays(40).minusSeconds(31).toMillis());
    assertThat(socket.told).isEmpty();
    scheduler.advance(31_000);

    assertThat(socket.told).hasSize(2).last().isEqualTo("close 4009");
  }

  @Test
  void shouldTakeNewCredentialsOfTheSameCaller() {
    var socket = new Socket(key("first", Duration.ofSeconds(40)));
    scheduler.advance(15_000);
    authenticator.add("second", "erp", Role.CARRIER, Duration.ofSeconds(100));
    socket.authenticate("second");
    scheduler.advance(60_000);

    assertThat(socket.told)
        .containsExactly("expiring 40", "authenticated a1 until 115", "scope carrier");
    scheduler.advance(40_000);
    assertThat(socket.told).endsWith("expiring 115", "close 4009");
    assertThat(authenticator.sockets).isZero();
  }

  @Test
  void shouldKeepItsCredentialsWhereOthersAreRefused() {
    var socket = new Socket(key("first", Duration.ofSeconds(100)));
    authenticator.add("other", "tms", Role.SERVICE, null);
    socket.authenticate("unknown").authenticate("other");
    socket.credentials.authenticate("a2", "first", "globex");

    assertThat(socket.told)
        .containsExactly("error a1 unauthenticated", "error a1 forbidden", "error a2 forbidden");
    scheduler.advance(100_000);
    assertThat(socket.told).endsWith("expiring 100", "close 4009");
  }

  @Test
  void shouldCloseWithinASecondOfARevocation() {
    var revoked = new Socket(key("first", null));
    var other = new Socket(authenticator.add("other", "tms", Role.SERVICE, null));
    scheduler.advance(10_000);
    authenticator.revoke("first");
    scheduler.advance(1_000);

    assertThat(revoked.told).containsExactly("close 4501");
    assertThat(other.told).isEmpty();
  }

  /** The upgrade takes a moment, in which all sockets may have been judged. */
  @Test
  void shouldCloseASocketWhoseKeyWasRevokedDuringItsUpgrade() {
    var grant = key("first", null);
    authenticator.revoke("first");
    scheduler.advance(1_000);
    var socket = new Socket(grant);
    scheduler.advance(1);

    assertThat(socket.told).containsExactly("close 4501");
    assertThat(authenticator.sockets).isZero();
  }

  @Test
  void shouldJudgeNoSocketWhileNothingChanges() {
    var unused = new Socket(key("first", null));
    int before = authenticator.judgements();
    scheduler.advance(60_000);
    assertThat(authenticator.judgements()).isEqualTo(before);
    authenticator.changeAnother();
    scheduler.advance(60_000);

    assertThat(authenticator.judgements()).isEqualTo(before + 1);
    assertThat(unused.told).isEmpty();
  }

  @Test
  void shouldSendAllAwayWhereRevocationsMayBeUnknown() {
    var socket = new Socket(key("first", null));
    authenticator.isAvailable = false;
    scheduler.advance(1_000);

    assertThat(socket.told).containsExactly("close 4003");
  }

  @Test
  void shouldReadNothingWhileATokenIsVerified() {
    key("good", null);
    authenticator.isSlow = true;
    var socket = open().authenticate("good");
    scheduler.advance(10_000);
    assertThat(socket.told).containsExactly("pause");
    assertThat(socket.credentials.isGranted()).isFalse();
    authenticator.answer();
    scheduler.run();

    assertThat(socket.told).containsExactly("pause", "authenticated a1", "resume");
    assertThat(socket.credentials.isGranted()).isTrue();
  }

  @Test
  void shouldForgetATokenThatIsVerifiedAfterTheEnd() {
    key("good", null);
    authenticator.isSlow = true;
    var socket = open().authenticate("good");
    socket.credentials.end();
    authenticator.answer();
    scheduler.run();

    assertThat(socket.told).containsExactly("pause");
    assertThat(authenticator.sockets).isZero();
    assertThat(waiting.taken()).isZero();
  }

  /** A closed socket whose key ends in years must not stay in memory until then. */
  @Test
  void shouldLeaveNoTimerBehind() {
    int before = scheduler.timers();
    new Socket(key("long", Duration.ofDays(400))).credentials.end();
    open().credentials.end();
    open().authenticate("unknown");
    new Socket(key("short", Duration.ofSeconds(5))).credentials.end();

    assertThat(scheduler.timers()).isEqualTo(before);
  }
}
