package io.quayside.consumer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Tries work with the database until it succeeds. */
final class Patience {
  static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Patience() {}

  /** Something with the database. */
  @FunctionalInterface
  interface DatabaseWork {
    void run() throws SQLException;
  }

  /** The consumer was closed before it could do what it needs. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Tries work every 0.1 to 5 seconds.
   *
   * @throws ClosedException if the consumer is closed meanwhile
   */
  static void untilItSucceeds(String what, DatabaseWork work, BooleanSupplier closing) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        work.run();
        return;
      } catch (SQLException e) {
        Log.warn("the database is away, " + what + " failed: " + e.getMessage());
        if (!Pause.sleep(pause, closing)) {
          throw new ClosedException(e);
        }
        pause = next(pause);
      }
    }
  }

  /** The pause after one of that length. */
  static Duration next(Duration pause) {
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }
}
