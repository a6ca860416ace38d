package io.quayside.gateway.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until the answer is the expected one, for what a read model gets to by itself. */
public final class Eventually {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private Eventually() {}

  /** The first answer that is so; fails with the last one where none comes in time. */
  public static <T> T await(Supplier<T> ask, Predicate<T> expected) {
    return await(WITHIN, ask, expected);
  }

  /** As the other one, with another patience. */
  public static <T> T await(Duration within, Supplier<T> ask, Predicate<T> expected) {
    var deadline = System.nanoTime() + within.toNanos();
    var answer = ask.get();
    while (!expected.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + within.toSeconds() + " s; last: " + answer);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
      answer = ask.get();
    }
    return answer;
  }
}
