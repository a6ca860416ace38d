package io.quayside.gateway.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that a machine may lack; tests that need one are skipped loudly without it. */
public final class Program {
  private Program() {}

  /** The program of that name or path, if it is installed. */
  public static Optional<Path> find(String name) {
    if (name.contains("/")) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test, and says so, unless there is the program. */
  public static void assumeInstalled(String name) {
    boolean found = find(name).isPresent();
    if (!found) {
      System.err.println("SKIPPED, for " + name + " is not installed");
    }
    assumeTrue(found, name + " is not installed");
  }

  /** Ends a process and those that it has started. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
