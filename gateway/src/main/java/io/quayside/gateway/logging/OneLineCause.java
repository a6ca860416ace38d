package io.quayside.gateway.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.CoreConstants;
import org.slf4j.LoggerFactory;

/**
 * The conversion word {@code %cause}: what was thrown, in the same line and with the place where it
 * was. The whole stack trace follows for events of the gateway itself, whose faults are its own,
 * and of loggers at level debug: a peer that is killed is no fault of Hazelcast or Netty here.
 */
public final class OneLineCause extends ThrowableProxyConverter {
  private static final String OURS = "io.quayside.";

  @Override
  public String convert(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    if (thrown == null) {
      return "";
    }
    var line = " cause=" + of(thrown);
    return isShownWhole(event)
        ? line + CoreConstants.LINE_SEPARATOR + ThrowableProxyUtil.asString(thrown).stripTrailing()
        : line;
  }

  static boolean isShownWhole(ILoggingEvent event) {
    return event.getLoggerName().startsWith(OURS)
        || event.getLevel() == Level.DEBUG
        || LoggerFactory.getLogger(event.getLoggerName()).isDebugEnabled();
  }

  static String of(IThrowableProxy thrown) {
    var text = new StringBuilder(thrown.getClassName());
    if (thrown.getMessage() != null) {
      text.append(": ").append(thrown.getMessage().replaceAll("\\s+", " "));
    }
    var trace = thrown.getStackTraceElementProxyArray();
    if (trace != null && trace.length > 0) {
      text.append(" at=").append(trace[0].getStackTraceElement());
    }
    return text.toString();
  }
}
