package io.quayside.gateway.growing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Flink job of docs/examples, over the topics of a gateway. Flink is 83 MB: the test runs where
 * the variable {@code FLINK_LIBRARIES} names a directory with its libraries: docs/growing.md.
 */
@Timeout(300)
@ExtendWith(SharedGateway.class)
class FlinkExampleIT {
  private static final String LANE = "FIHEL-PTLIS";
  private static final String JAVA = System.getProperty("java.home") + "/bin/";

  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;
  @TempDir private Path directory;

  FlinkExampleIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.dispatcher = new Dispatcher(gateway.client());
  }

  @Test
  void shouldSumTheTimesOfEachLaneOnce() throws Exception {
    var directoryOfLibraries = System.getenv("FLINK_LIBRARIES");
    if (directoryOfLibraries == null) {
      System.err.println("SKIPPED, for FLINK_LIBRARIES names no libraries of Flink");
    }
    assumeTrue(directoryOfLibraries != null, "FLINK_LIBRARIES names no libraries of Flink");
    var libraries = directoryOfLibraries + "/*";
    run(List.of(JAVA + "javac", "-cp", libraries, "-d", directory.toString(), example()));
    dispatcher.deliver(LANE, Duration.ofHours(4));
    var printed = directory.resolve("printed");
    var job =
        new ProcessBuilder(
                JAVA + "java",
                "-Xmx512m",
                "--add-opens",
                "java.base/java.util=ALL-UNNAMED",
                "-cp",
                directory + ":" + libraries,
                "FlinkTransitTimes",
                "127.0.0.1:" + gateway.ports().kafka())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      dispatcher.deliver(LANE, Duration.ofHours(6));
      var sum = "(" + LANE + ",2," + Duration.ofHours(10).toSeconds() + ")";
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(Files.readString(printed, UTF_8)).contains(sum));
    } finally {
      job.destroyForcibly().waitFor();
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** Failsafe starts in the module's folder, an IDE may start in the repository's. */
  private static String example() {
    return Stream.of("docs/examples", "../docs/examples")
        .map(folder -> Path.of(folder, "flink", "FlinkTransitTimes.java").toAbsolutePath())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow()
        .toString();
  }
}
