package io.quayside.gateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The short form of the chaos suite: each fault once, in an order that a seed decides. With {@code
 * -Dchaos.kills=200} owners are killed under bookings instead, {@code -Dchaos.split=true} in a
 * split cluster.
 */
class ChaosIT {
  private static final int ENDS_WITHIN_MINUTES = 20;
  private static final int KILLS = Integer.getInteger("chaos.kills", 0);
  private static final int BOOKINGS = Integer.getInteger("chaos.bookings", Math.ceilDiv(KILLS, 2));
  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", ""), "target", "chaos-it").toAbsolutePath();

  @Test
  void shouldLoseDoubleAndSkipNothingWhateverFails() throws Exception {
    Files.createDirectories(DIRECTORY);
    var output = DIRECTORY.resolve("output.log");
    var process =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(ENDS_WITHIN_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroy();
    }
    var said = Files.readString(output);
    System.out.println(said);

    assertThat(process.exitValue()).as(said).isZero();
    var report = report();
    assertThat(report.getBoolean("passed")).isTrue();
    for (var violation : report.getJsonObject("violations")) {
      assertThat(violation.getValue()).as(violation.getKey()).isEqualTo(0);
    }
    assertThat(report.getInteger("commandsAcknowledged")).isPositive();
    if (KILLS > 0) {
      assertThat(report.getInteger("faults")).isGreaterThanOrEqualTo(KILLS);
      assertThat(report.getInteger("bookingsEnded")).isEqualTo(BOOKINGS);
      return;
    }
    assertThat(report.getJsonObject("unavailableMillis").fieldNames())
        .containsExactlyInAnyOrderElementsOf(kinds(report.getBoolean("cuts")));
    assertThat(report.getInteger("updatesAcknowledged")).isPositive();
    assertThat(report.getInteger("bookingsEnded")).isPositive();
    assertThat(report.getInteger("framesDelivered")).isPositive();
  }

  /** All of them; without namespaces, those that need none. */
  private static List<String> kinds(boolean cuts) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> cuts || !kind.cut())
        .map(FaultKind::title)
        .toList();
  }

  private static JsonObject report() throws IOException {
    return new JsonObject(Files.readString(DIRECTORY.resolve("report.json")));
  }

  private static List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("gateway.jvm").strip().split("\\s+", -1)));
    command.add("-Dgateway.jvm=" + System.getProperty("gateway.jvm"));
    command.addAll(List.of("-Xmx512m", "-Dchaos.directory=" + DIRECTORY));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("chaos.") && !name.equals("chaos.directory"))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Chaos.class.getName()));
    return command;
  }
}
