package io.quayside.gateway.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of the cluster's, at its host, which can be ended, paused and started again. */
final class Child {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

  private final Host host;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path output;
  private Process process;

  /**
   * A process that does not run yet.
   *
   * @param classes the JVM's options by which it finds them
   * @param arguments the JVM's others, then the main class and its own
   * @param output what it says is appended there
   */
  Child(
      Host host,
      List<String> classes,
      List<String> arguments,
      Map<String, String> environment,
      Path output) {
    this.host = host;
    this.environment = Map.copyOf(environment);
    this.output = output;
    command = new ArrayList<>(host.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Without it JVMs of different process namespaces would tidy up each other's files.
    command.add("-XX:-UsePerfData");
    // Two cores carry eight of these, and each that starts again would keep them busy compiling.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(System.getProperty("gateway.jvm", "").strip().split("\\s+", -1)));
    command.addAll(classes);
    command.addAll(arguments);
  }

  Host host() {
    return host;
  }

  String name() {
    return host.name();
  }

  synchronized void start() {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized boolean alive() {
    return process != null && process.isAlive();
  }

  /** Ends it as {@code kill -9} does; returns when it has gone. */
  void kill() {
    current().destroyForcibly();
    awaitEnd();
  }

  /** As {@link #kill}, for whatever still runs when everything ends. */
  void killIfAlive() {
    if (alive()) {
      kill();
    }
  }

  /** Asks it to end, and waits for it. */
  void stop() {
    current().destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!current().waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "%s has not ended within %d s".formatted(name(), ENDS_WITHIN.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops it in the middle of whatever it does, until {@link #resume}. */
  void pause() {
    Shell.run("kill", "-STOP", Long.toString(current().pid()));
  }

  void resume() {
    Shell.run("kill", "-CONT", Long.toString(current().pid()));
  }

  private synchronized Process current() {
    if (process == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return process;
  }
}
