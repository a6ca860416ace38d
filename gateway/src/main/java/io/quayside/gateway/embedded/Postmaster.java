package io.quayside.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The PostgreSQL server that runs on a data directory now, whoever started it, as its {@code
 * postmaster.pid} tells.
 *
 * @param process the server's process
 * @param port where it listens; 0 while it does not say
 */
record Postmaster(ProcessHandle process, int port) {
  static final String PID_FILE = "postmaster.pid";
  private static final int PORT_LINE = 3;

  /**
   * The server on the data directory; empty where the file is missing or stale. The process that
   * has a stale file's number by now may be anybody's, so the number alone proves nothing: it has
   * to be a PostgreSQL, and on this directory.
   */
  static Optional<Postmaster> on(Path data) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve(PID_FILE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    var port = number(lines, PORT_LINE);
    return ProcessHandle.of(number(lines, 0))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isPostgresOn(data, process))
        .map(process -> new Postmaster(process, (int) port));
  }

  /** Whether the data directory has a pid file, right or stale. */
  static boolean leftPidFile(Path data) {
    return Files.exists(data.resolve(PID_FILE));
  }

  private static boolean isPostgresOn(Path data, ProcessHandle process) {
    var info = process.info();
    var program = info.command().map(command -> Path.of(command).getFileName().toString());
    if (!program.map(name -> name.startsWith("postgres")).orElse(false)) {
      return false;
    }
    var workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      // A server works in its data directory, by whatever name that was given.
      return Files.isSameFile(workingDirectory, data);
    } catch (IOException e) {
      // Not every system tells where a process works; then its arguments have to do.
      return info.arguments().map(List::of).orElse(List.of()).contains(data.toString());
    }
  }

  private static long number(List<String> lines, int line) {
    if (lines.size() <= line || !lines.get(line).strip().matches("[0-9]{1,10}")) {
      return 0;
    }
    return Long.parseLong(lines.get(line).strip());
  }
}
