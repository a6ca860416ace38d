package io.quayside.common.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.slf4j.event.Level.ERROR;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private long nanos = Long.MAX_VALUE - 5;
  private FaultLog log;

  @BeforeEach
  void open() {
    Logger logger = new LoggerContext().getLogger("test");
    logger.setLevel(Level.INFO);
    logger.addAppender(written);
    written.start();
    log = new FaultLog(logger, () -> nanos);
  }

  @Test
  void shouldWriteOneLineASecond() {
    for (int i = 0; i < 1_000; i++) {
      log.report(ERROR, "a frame", new IllegalStateException("no\nline\r\n  break"));
      nanos += TimeUnit.MILLISECONDS.toNanos(3);
    }

    var lines = written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst())
        .startsWith(
            "a frame failed: cause=java.lang.IllegalStateException: no line break"
                + " at=io.quayside.common.problem.FaultLogTest.")
        .endsWith(" unreported=0");
    assertThat(lines.get(1)).endsWith(" unreported=333");
    assertThat(written.list).allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
  }

  @Test
  void shouldWriteTheStackTraceForWhoeverDebugs() {
    Logger logger = new LoggerContext().getLogger("debug");
    logger.setLevel(Level.DEBUG);
    logger.addAppender(written);
    new FaultLog(logger, () -> nanos).report(ERROR, "a frame", new IllegalStateException("why"));

    assertThat(written.list).hasSize(2);
    assertThat(written.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("why");
  }
}
