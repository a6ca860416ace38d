package io.quayside.gateway.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system, run to their end. */
final class Shell {
  private static final int WITHIN_SECONDS = 20;

  private Shell() {}

  /**
   * How a program ended.
   *
   * @param said what it wrote, without the last line's end
   */
  record Ended(int status, String said) {}

  /** Runs a program; throws where it fails, with what it said. */
  static void run(String... command) {
    var ended = attempt(List.of(command));
    if (ended.status() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed: " + ended.said());
    }
  }

  /** Runs a program, which may fail, or not be there. */
  static Ended attempt(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " does not end");
      }
      return new Ended(process.exitValue(), said);
    } catch (IOException e) {
      return new Ended(127, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
