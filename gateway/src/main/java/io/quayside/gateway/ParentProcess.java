package io.quayside.gateway;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The build tool that has started this process, where one has. */
final class ParentProcess {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(ParentProcess.class);

  private ParentProcess() {}

  /** Exits with the parent: a killed build tool must not leave the gateway running. */
  static void endWithIt() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> System.exit(0));
            });
  }

  /** Ends the parent, and returns when it has ended or takes too long. */
  static void end() {
    ProcessHandle.current().parent().ifPresent(ParentProcess::end);
  }

  private static void end(ProcessHandle parent) {
    parent.destroy();
    try {
      parent.onExit().get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the parent does not end", e);
    }
  }
}
