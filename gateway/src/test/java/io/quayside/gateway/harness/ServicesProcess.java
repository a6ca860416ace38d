package io.quayside.gateway.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Kafka and a PostgreSQL without a gateway, from the launcher's {@code services} command. Kafka
 * lives in the process itself and PostgreSQL beside it, so that one can be away without the other.
 */
public final class ServicesProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
  private static final String READY = "Ctrl-C stops";

  private final Process process;
  private final Ports ports;
  private final Path directory;
  private final Thread lastResort;

  private ServicesProcess(Process process, Ports ports, Path directory) {
    this.process = process;
    this.ports = ports;
    this.directory = directory;
    this.lastResort = new Thread(this::end, "end-services");
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Starts both, without data, and waits until they serve. */
  public static ServicesProcess start(String name) {
    var ports = Ports.free();
    var directory = Workspace.freshDirectory(name);
    PostgresTemplate.copyInto(GatewayProcess.postgresHome(directory));
    var output = Workspace.output(directory.getFileName().toString());
    var builder = new ProcessBuilder(GatewayCommand.of("services")).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().putAll(ports.environment());
    builder.environment().put("QUAYSIDE_DATA_DIR", directory.toString());
    try {
      var services = new ServicesProcess(builder.start(), ports, directory);
      await().atMost(READY_WITHIN).until(() -> read(output), said -> said.contains(READY));
      return services;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Ports ports() {
    return ports;
  }

  /** What a gateway must be told to use them. */
  public Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("QUAYSIDE_KAFKA_BOOTSTRAP", "127.0.0.1:" + ports.kafka());
    environment.put(
        "QUAYSIDE_POSTGRES_URI",
        "postgresql://quayside@127.0.0.1:%d/quayside".formatted(ports.postgres()));
    return environment;
  }

  /** Asks its PostgreSQL. */
  Sql sql() {
    return new Sql(ports.postgres());
  }

  /** Kafka has connections but gives no answers from now on; PostgreSQL does. */
  public void pauseKafka() {
    Signals.suspend(process);
  }

  public void resumeKafka() {
    Signals.resume(process);
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(lastResort);
    Workspace.delete(directory);
  }

  private void end() {
    if (process.isAlive()) {
      Signals.resume(process);
      process.destroy();
      try {
        process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }
}
