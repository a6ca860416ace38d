package io.quayside.consumer;

import java.sql.SQLException;

/** Tells failures of a handler from those of the database. */
final class Failures {
  private Failures() {}

  /** Work that may fail; it answers whether it was committed. */
  @FunctionalInterface
  interface Work {
    boolean run() throws Exception;
  }

  /** Whether work was committed, and what it threw, or null. */
  record Result(boolean done, Throwable cause) {}

  /**
   * Runs a handler and what commits it: a handler that catches the error of a statement leaves a
   * transaction that takes no more.
   *
   * @throws SQLException if the database is away, or asks to try again
   */
  static Result of(Work work, StoreTransaction transaction) throws SQLException {
    try {
      return new Result(work.run(), null);
    } catch (Throwable e) {
      if (isOfDatabase(e) || !transaction.isAlive()) {
        throw new SQLException("the database is away", e);
      }
      return new Result(false, e);
    }
  }

  /**
   * Whether a failure has one of PostgreSQL's error states that tell of the connection (08), of a
   * transaction to be repeated (40), of resources (53) or of an operator who stops it (57P). A
   * statement that takes too long (57014) is the handler's.
   */
  private static boolean isOfDatabase(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().matches("(08|40|53|57P).*");
      }
    }
    return false;
  }
}
