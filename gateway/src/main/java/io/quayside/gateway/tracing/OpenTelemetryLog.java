package io.quayside.gateway.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Passes the lines of OpenTelemetry, which logs by the JDK's own library, to the gateway's log. */
final class OpenTelemetryLog extends Handler {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.opentelemetry");

  /** Referred to for ever, since the JDK forgets loggers that nobody refers to. */
  private static final Logger SOURCE = Logger.getLogger(LOG.getName());

  private final SimpleFormatter formatter = new SimpleFormatter();

  private OpenTelemetryLog() {}

  static void pass() {
    SOURCE.setUseParentHandlers(false);
    SOURCE.addHandler(new OpenTelemetryLog());
  }

  @Override
  public void publish(LogRecord line) {
    var message = formatter.formatMessage(line);
    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      LOG.warn(message, line.getThrown());
    } else {
      LOG.debug(message, line.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
