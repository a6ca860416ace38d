package io.quayside.consumer;

import java.lang.System.Logger.Level;

/** The library's log: the JDK's own, so that it needs no logging library. */
final class Log {
  private static final System.Logger LOGGER =
      System.getLogger(QuaysideConsumer.class.getPackageName());

  private Log() {}

  static void debug(String message, Throwable cause) {
    LOGGER.log(Level.DEBUG, message, cause);
  }

  static void info(String message) {
    LOGGER.log(Level.INFO, message);
  }

  static void warn(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  static void warn(String message, Throwable cause) {
    LOGGER.log(Level.WARNING, message, cause);
  }

  static void error(String message, Throwable cause) {
    LOGGER.log(Level.ERROR, message, cause);
  }
}
