package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/** Suspends processes: their connections stay open, and nothing is answered. */
public final class Signals {
  private static final String STOP = "-STOP";
  private static final String CONTINUE = "-CONT";

  private Signals() {}

  public static void suspendPostgres(GatewayProcess gateway) {
    send(STOP, postgres(gateway));
  }

  public static void resumePostgres(GatewayProcess gateway) {
    send(CONTINUE, postgres(gateway));
  }

  /** A process without those that it has started. */
  public static void suspend(Process process) {
    send(STOP, Stream.of(process.toHandle()));
  }

  public static void resume(Process process) {
    send(CONTINUE, Stream.of(process.toHandle()));
  }

  /** The server and the processes of its sessions. */
  private static Stream<ProcessHandle> postgres(GatewayProcess gateway) {
    var postgres = gateway.postgres().orElseThrow();
    return Stream.concat(Stream.of(postgres), postgres.descendants());
  }

  private static void send(String signal, Stream<ProcessHandle> processes) {
    var pids = processes.map(process -> Long.toString(process.pid()));
    var kill = Stream.concat(Stream.of("kill", signal), pids).toList();
    try {
      assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
