package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archives that the build has packaged, unpacked elsewhere and run by their own script. */
@Timeout(180)
class DistributionIT {
  @TempDir private Path folder;

  private record Ended(int status, String output) {}

  @Test
  void shouldRunFromTheArchiveAlone() throws Exception {
    var home = unpack("standalone");
    assertThat(run(home, List.of("--version"), Map.of()).output())
        .matches("quayside \\S+ \\(commit (unknown|[0-9a-f]{40}(, changed)?)\\)\\s*");
    assertThat(home.resolve("LICENSE")).isNotEmptyFile();
    assertThat(home.resolve("licences/THIRD-PARTY.txt")).isNotEmptyFile();

    var ports = Ports.free();
    var settings = new HashMap<>(ports.environment());
    settings.put("QUAYSIDE_DATA_DIR", folder.resolve("data").toString());
    var gateway = start(home, List.of("--config", "conf/node.yaml"), settings);
    try (var client = new Client(ports)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptions()
          .until(() -> client.management("/readyz").status() == 200);
    } finally {
      gateway.destroy();
      assertThat(gateway.waitFor(30, SECONDS)).as("it stops").isTrue();
    }
    assertThat(gateway.exitValue()).isZero();
  }

  @Test
  void shouldHaveNeitherBrokerNorDatabaseInTheNodesArchive() throws Exception {
    var home = unpack("node");
    try (var files = Files.list(home.resolve("lib"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.contains("kafka-clients"))
          .noneMatch(name -> name.matches(".*(kafka_|kafka-server|scala|zonky).*"));
    }
    assertThat(run(home, List.of("standalone"), Map.of()))
        .satisfies(
            ended -> {
              assertThat(ended.status()).isEqualTo(2);
              assertThat(ended.output()).contains("no Kafka and PostgreSQL of its own");
            });
    // The configuration is read, the libraries of both clients are there, and nothing listens.
    var away =
        Map.of(
            "QUAYSIDE_KAFKA_BOOTSTRAP", "127.0.0.1:1",
            "QUAYSIDE_POSTGRES_URI", "postgresql://u:p@127.0.0.1:1/d");
    assertThat(run(home, List.of("node"), away))
        .satisfies(
            ended -> {
              assertThat(ended.status()).isEqualTo(1);
              assertThat(ended.output().lines().toList().getLast())
                  .startsWith("Quayside did not start: PostgreSQL at ");
            });
  }

  @Test
  void shouldNameTheJavaThatIsTooOld() throws Exception {
    var home = unpack("node");
    var script = home.resolve("bin/quayside");
    Files.writeString(script, Files.readString(script).replace("oldest=21", "oldest=99"));
    var ended = run(home, List.of(), Map.of());
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.output())
        .matches("Quayside did not start: needs a JDK 99 or newer, found [0-9]+;.*\\R");
  }

  private Path unpack(String which) throws Exception {
    var name = System.getProperty("distribution." + which);
    assumeTrue(name != null, "the build hands the archives in as -Ddistribution.…");
    var archive = Path.of(name + ".tar.gz");
    var tar =
        new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return folder.resolve(Path.of(name).getFileName());
  }

  private Ended run(Path home, List<String> arguments, Map<String, String> settings)
      throws IOException, InterruptedException {
    var process = start(home, arguments, settings);
    assertThat(process.waitFor(60, SECONDS)).as("it ends").isTrue();
    return new Ended(process.exitValue(), Files.readString(folder.resolve("output")));
  }

  private Process start(Path home, List<String> arguments, Map<String, String> settings)
      throws IOException {
    var command = Stream.concat(Stream.of("bin/quayside"), arguments.stream());
    var builder = new ProcessBuilder(new ArrayList<>(command.toList())).directory(home.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
    builder.environment().putAll(settings);
    builder.environment().put("JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
    return builder.start();
  }
}
