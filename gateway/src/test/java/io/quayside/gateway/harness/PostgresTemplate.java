package io.quayside.gateway.harness;

import io.quayside.gateway.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A PostgreSQL without tables, made once in this process. Every gateway that starts without data
 * gets a copy: unpacking the programs and {@code initdb} take longer than all else of its start.
 * The gateway's own way is taken by {@code EmbeddedPostgresIT}, {@code LauncherIT} and {@code
 * DistributionIT}.
 */
public final class PostgresTemplate {
  private static final String DATA = "data";
  private static final Path HOME = make();

  private PostgresTemplate() {}

  private static Path make() {
    var home = Workspace.freshDirectory("postgres-template");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Workspace.delete(home), "template"));
    try {
      EmbeddedPostgres.start(home, Ports.one()).stop();
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Copies the database into a directory that is still empty, and links the programs there. */
  public static void copyInto(Path home) {
    try (var contents = Files.list(HOME)) {
      Files.createDirectories(home);
      for (var found : contents.filter(Files::isDirectory).toList()) {
        var target = home.resolve(found.getFileName());
        if (target.endsWith(DATA)) {
          copy(found, target);
        } else {
          Files.createSymbolicLink(target, found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            return copied(visited);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            return copied(file);
          }

          private FileVisitResult copied(Path path) throws IOException {
            Files.copy(
                path,
                to.resolve(from.relativize(path)),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
