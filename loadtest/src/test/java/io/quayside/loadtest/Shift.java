package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.pause;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.quayside.loadtest.Profile.Timing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * For how long a client of a run works, and at what pace. One that was held up catches up: what is
 * asked of the gateway doesn't abate because it is slow.
 *
 * @param startNanos when the run began, by {@link System#nanoTime()}
 * @param interval from one thing to do to the next; empty: no pace is kept
 */
record Shift(Profile profile, Timing timing, LongSupplier startNanos, Optional<Duration> interval) {
  private static final String LEAVES_NANOS = "leavesNanos";
  private static final String READY = "ready";

  /** Without it, clients that keep no pace would do nothing but fail while a gateway is away. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * Does {@code first} until it succeeds, then {@code work} over and over until it is time to go.
   * Either ends at its first failure, and is begun again after a moment.
   */
  ChainBuilder of(ChainBuilder first, ChainBuilder work) {
    return exec(this::arrive)
        .exec(
            asLongAs(session -> stays(session) && !session.contains(READY))
                .on(exitBlockOnFail().on(exec(first).exec(Shift::ready)).exec(recover())))
        .exec(startSomewhen())
        .exec(asLongAs(this::stays).on(exitBlockOnFail().on(work).exec(recover())));
  }

  /** When it is time for the next thing to do, that is done, unless it has become time to go. */
  ChainBuilder paced(ChainBuilder work) {
    ChainBuilder unlessOver = doIf(this::stays).then(work);
    return interval
        .map(each -> exec(pace(session -> shorter(each, left(session))), unlessOver))
        .orElse(unlessOver);
  }

  boolean stays(Session session) {
    return !left(session).isZero();
  }

  /** Spread over an interval, so that not all clients send at once for ever. */
  private ChainBuilder startSomewhen() {
    return interval
        .map(
            each ->
                exec(
                    pause(
                        session -> {
                          long nanos = ThreadLocalRandom.current().nextLong(each.toNanos() + 1);
                          return shorter(Duration.ofNanos(nanos), left(session));
                        })))
        .orElse(exec(session -> session));
  }

  private static ChainBuilder recover() {
    return doIf(Session::isFailed).then(exec(Session::markAsSucceeded).pause(AFTER_FAILURE));
  }

  private static Session ready(Session session) {
    return session.set(READY, true);
  }

  private Session arrive(Session session) {
    Duration arrived = Duration.ofNanos(System.nanoTime() - startNanos.getAsLong());
    Duration departure = profile.departure(arrived, timing);
    return session.set(LEAVES_NANOS, startNanos.getAsLong() + departure.toNanos());
  }

  private Duration left(Session session) {
    return Duration.ofNanos(Math.max(0, session.getLong(LEAVES_NANOS) - System.nanoTime()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
