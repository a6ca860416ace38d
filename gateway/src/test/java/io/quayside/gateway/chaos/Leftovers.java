package io.quayside.gateway.chaos;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a run leaves behind that was killed, and its data in any case: no sandbox ends the
 * PostgreSQL of a run that had none.
 */
final class Leftovers {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private Leftovers() {}

  static void remove(Options options) throws IOException, InterruptedException {
    endPostgres(options.data().resolve("postgres").resolve("data"));
    if (Files.exists(options.data())) {
      delete(options.data());
    }
  }

  private static void endPostgres(Path data) throws IOException, InterruptedException {
    String number;
    try {
      number = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    } catch (NoSuchFileException none) {
      return;
    }
    var left =
        ProcessHandle.of(Long.parseLong(number))
            .filter(process -> process.info().command().orElse("").startsWith(prefix(data)));
    if (left.isPresent()) {
      left.get().destroy();
      try {
        left.get().onExit().get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("PostgreSQL " + number + " does not end", e);
      }
    }
  }

  /** The number alone proves nothing: a run's PostgreSQL was started from beside its data. */
  private static String prefix(Path data) {
    return data.getParent().toString();
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
