package io.quayside.gateway.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL 17 of our own, on loopback, as a process of its own. Its data outlive it and the
 * gateway; a server that a killed gateway left behind is stopped before the next one starts.
 *
 * <p>It is driven by its own {@code initdb} and {@code pg_ctl}: the latter gives the server a
 * session of its own, so that a Ctrl-C in the terminal reaches the gateway alone.
 */
public final class EmbeddedPostgres {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String NAME = "quayside";
  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(4);
  private static final Duration STOP_WHAT_WAS_LEFT_WITHIN = Duration.ofSeconds(30);
  private static final Duration INIT_WITHIN = Duration.ofMinutes(2);

  private final Path home;
  private final Path data;
  private final PostgresBinaries binaries;
  private final int port;
  private String version = "";

  private EmbeddedPostgres(Path home, PostgresBinaries binaries, int port) {
    this.home = home;
    this.data = data(home);
    this.binaries = binaries;
    this.port = port;
  }

  /**
   * Starts the server; returns when it takes connections.
   *
   * @param home where programs, data and the server's log lie; filled if it is new
   * @param port where clients find it
   */
  public static EmbeddedPostgres start(Path home, int port)
      throws IOException, InterruptedException {
    Files.createDirectories(home);
    var postgres = new EmbeddedPostgres(home, PostgresBinaries.in(home), port);
    postgres.initialise();
    postgres.stopWhatWasLeft();
    postgres.start();
    postgres.version = Files.readString(postgres.data.resolve("PG_VERSION")).strip();
    return postgres;
  }

  /** Whether the port is taken by a server that a killed gateway left behind on this home. */
  public static boolean leftBehind(Path home, int port) throws IOException {
    return Postmaster.on(data(home)).filter(server -> server.port() == port).isPresent();
  }

  /** The address of our database, as {@code postgresql://user@host:port/database}. */
  public String uri() {
    return uri(port);
  }

  /** As {@link #uri()}, of one that has this port. */
  public static String uri(int port) {
    return "postgresql://%s@%s:%d/%s".formatted(NAME, LOOPBACK, port, NAME);
  }

  /** The major version, as the data directory was made for. */
  public String version() {
    return version;
  }

  /** Stops the server: open sessions are cut off, what was committed is kept. */
  public void stop() throws IOException, InterruptedException {
    stop(STOP_WITHIN);
  }

  private void stop(Duration within) throws IOException, InterruptedException {
    if (Postmaster.on(data).isEmpty()) {
      return;
    }
    try {
      stop("fast", within);
    } catch (IOException e) {
      LOG.warn("PostgreSQL takes long to stop; it will recover from its log at the next start", e);
      stop("immediate", STOP_WITHIN);
    }
  }

  private static Path data(Path home) {
    return home.resolve("data");
  }

  private void initialise() throws IOException, InterruptedException {
    if (Files.exists(data)) {
      return;
    }
    var unfinished = home.resolve("data.unfinished");
    Directories.delete(unfinished);
    run(
        INIT_WITHIN,
        "",
        "initdb",
        "--pgdata=" + unfinished,
        "--username=postgres",
        "--auth=reject",
        "--encoding=UTF8",
        "--no-locale",
        "--no-instructions");
    // Other users of this machine get in as we do, hence as somebody who owns one database and
    // cannot, as a superuser could, read files or run programs.
    Files.writeString(
        unfinished.resolve("pg_hba.conf"), "host %s %s 127.0.0.1/32 trust\n".formatted(NAME, NAME));
    run(
        INIT_WITHIN,
        "CREATE ROLE %s LOGIN\nCREATE DATABASE %s OWNER %s\n".formatted(NAME, NAME, NAME),
        "postgres",
        "--single",
        "-c",
        "exit_on_error=on",
        "-D",
        unfinished.toString(),
        "postgres");
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void stopWhatWasLeft() throws IOException, InterruptedException {
    var left = Postmaster.on(data);
    if (left.isPresent()) {
      LOG.info(
          "stopping the PostgreSQL that was left behind, process {}", left.get().process().pid());
      stop(STOP_WHAT_WAS_LEFT_WITHIN);
    } else if (Postmaster.leftPidFile(data)) {
      // The server refuses to start if any process has that number; but that one is not a server.
      Files.delete(data.resolve(Postmaster.PID_FILE));
    }
  }

  private void start() throws IOException, InterruptedException {
    var log = home.resolve("server.log");
    if (Files.exists(log)) {
      Files.move(log, home.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      run(
          START_WITHIN,
          "",
          "pg_ctl",
          "start",
          "--wait",
          "--timeout=" + START_WITHIN.toSeconds(),
          "--pgdata=" + data,
          "--log=" + log,
          "--options="
              + "-p %d -c listen_addresses=%s".formatted(port, LOOPBACK)
              + " -c unix_socket_directories= -c log_checkpoints=off");
    } catch (IOException e) {
      stop();
      throw new IOException("PostgreSQL did not start, see " + log, e);
    }
  }

  private void stop(String mode, Duration within) throws IOException, InterruptedException {
    run(
        within.plusSeconds(1),
        "",
        "pg_ctl",
        "stop",
        "--wait",
        "--timeout=" + within.toSeconds(),
        "--mode=" + mode,
        "--pgdata=" + data);
  }

  private void run(Duration within, String input, String program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(RootUser.prefix());
    command.add(binaries.program(program).toString());
    command.addAll(List.of(arguments));
    var output = Files.createTempFile(home, program, ".out");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (var stdin = process.outputWriter(UTF_8)) {
        stdin.write(input);
      }
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException("%s took longer than %d s".formatted(program, within.toSeconds()));
      }
      if (process.exitValue() != 0) {
        throw new IOException("%s failed: %s".formatted(program, lastLines(output)));
      }
    } finally {
      Files.delete(output);
    }
  }

  private static String lastLines(Path output) throws IOException {
    var lines = Files.readAllLines(output).stream().filter(line -> !line.isBlank()).toList();
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }
}
