package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a launcher command that ends by itself: its status, and what it wrote where. */
public record ToolProcess(int status, byte[] out, String err) {
  /** Runs a command against the services on these ports. */
  public static ToolProcess run(Ports ports, String... arguments) {
    return run(ports.environment(), arguments);
  }

  /** Runs a command with these environment variables. */
  public static ToolProcess run(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(GatewayCommand.of(arguments[0]));
    command.addAll(Arrays.asList(arguments).subList(1, arguments.length));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      var err =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new String(process.getErrorStream().readAllBytes(), UTF_8);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      var out = process.getInputStream().readAllBytes();
      return new ToolProcess(process.waitFor(), out, err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String text() {
    return new String(out, UTF_8);
  }

  public List<String> lines() {
    return text().lines().toList();
  }

  /** Itself, after making sure of the status. */
  public ToolProcess expect(int expected) {
    if (status != expected) {
      throw new AssertionError(
          "status %d instead of %d; out: %s; err: %s".formatted(status, expected, text(), err));
    }
    return this;
  }
}
