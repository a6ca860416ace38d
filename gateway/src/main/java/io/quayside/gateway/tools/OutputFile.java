package io.quayside.gateway.tools;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command writes. A regular one is there with all that it has, or as it was before.
 * What is no regular file, such as a pipe, is written into and stays what it is.
 */
final class OutputFile {
  private static final int BUFFER = 1 << 16;

  private OutputFile() {}

  /** Writes the content and returns how much that is. */
  @FunctionalInterface
  interface Content {
    long to(OutputStream out) throws IOException;
  }

  static long write(Path file, Content content) throws IOException {
    if (Files.isRegularFile(file)) {
      // A link stays one: what it leads to is replaced.
      return replace(file.toRealPath(), content);
    }
    return Files.exists(file) || Files.isSymbolicLink(file)
        ? writeInto(file, content)
        : replace(file, content);
  }

  private static long replace(Path file, Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      long written = writeInto(part, content);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return written;
    } finally {
      if (Files.isRegularFile(part)) {
        Files.delete(part);
      }
    }
  }

  private static long writeInto(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      return content.to(out);
    }
  }
}
