package io.quayside.gateway.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Where the tests' gateways keep their data and their output: below the module's target. */
final class Workspace {
  private Workspace() {}

  /** An empty directory whose name begins so. */
  static Path freshDirectory(String name) {
    try {
      return Files.createTempDirectory(root(), name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path output(String name) {
    return root().resolve(name + ".log");
  }

  private static Path root() {
    var root = Path.of(System.getProperty("basedir", ""), "target", "gateways").toAbsolutePath();
    try {
      return Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    try {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
