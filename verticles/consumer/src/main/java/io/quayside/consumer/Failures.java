package io.quayside.consumer;

import java.sql.SQLException;

/** Tells failures of a handler from those of the database. */
final class Failures {
  private Failures() {}

  /** Work that may fail. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * What the work threw, or null.
   *
   * @throws SQLException if the database is away, or asks to try again
   */
  @SuppressWarnings("CatchAndPrintStackTrace")
  static Throwable of(Work work, StoreTransaction transaction) throws SQLException {
    try {
      work.run();
      return null;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (isOfDatabase(e) || !transaction.isAlive()) {
        throw new SQLException("the database is away", e);
      }
      return e;
    }
  }

  /**
   * Whether a failure has one of PostgreSQL's classes of error states that tell of the connection
   * (08), of a transaction to be repeated (40), of resources (53) or of an operator (57).
   */
  private static boolean isOfDatabase(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().matches("(08|40|53|57).*");
      }
    }
    return false;
  }
}
