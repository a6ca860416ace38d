package io.quayside.gateway.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.quayside.gateway.config.LogConfig;
import org.slf4j.LoggerFactory;

/** Applies the configuration to this process' log. Does nothing under another logging library. */
public final class Logs {
  private static final String CONSOLE = "console";

  /** The property of the logging context that holds the node's name. */
  static final String NODE = "node";

  private Logs() {}

  /** Sets form and levels. Lines from before have had the form of {@code logback.xml}. */
  public static void apply(LogConfig config) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      if (config.json()) {
        writeJson(context);
      }
      config
          .levels()
          .forEach((logger, level) -> context.getLogger(logger).setLevel(Level.valueOf(level)));
    }
  }

  /** Names the node in every line from now on: its address among the members. */
  public static void name(String node) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.putProperty(NODE, node);
    }
  }

  private static void writeJson(LoggerContext context) {
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(CONSOLE);
    var encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setName(CONSOLE);
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    root.addAppender(console);
  }
}
