package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills while a gateway that stands alone runs on it. */
@Timeout(180)
class DiskFullIT {
  private static final int MIB = 1 << 20;
  private static final int LEFT_MIB = 80;

  @TempDir private Path directory;
  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "-l", directory.toString());
    }
  }

  @Test
  void shouldRefuseCommandsUntilThereIsRoomAgain() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=700m", "tmpfs", directory.toString()) == 0;
    if (!mounted) {
      System.err.println("SKIPPED, for no file system can be mounted here");
    }
    assumeTrue(mounted, "no file system can be mounted here");
    var data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var gateway =
        GatewayProcess.startFresh("disk-full", Map.of("QUAYSIDE_DATA_DIR", data.toString()))) {
      assertThat(book(gateway)).isEqualTo(201);
      var filler = directory.resolve("filler");
      fill(filler);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(book(gateway)).isEqualTo(503));
      assertThat(gateway.client().get("/v1/shipments").status()).isEqualTo(200);
      assertThat(metric(gateway)).isOne();
      assertThat(gateway.said())
          .filteredOn(line -> line.contains("DiskWatch"))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("data.dir", data.toString(), "refused"));
      Files.delete(filler);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(book(gateway)).isEqualTo(201));
      assertThat(metric(gateway)).isZero();
    }
  }

  private static int book(GatewayProcess gateway) {
    return gateway.client().post("/v1/shipments", Bodies.booking()).status();
  }

  private static double metric(GatewayProcess gateway) {
    return gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_disk_full"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void fill(Path file) throws IOException {
    var block = ByteBuffer.allocate(MIB);
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (Files.getFileStore(file).getUsableSpace() / MIB > LEFT_MIB) {
        channel.write(block.clear());
      }
    }
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException missing) {
      return -1;
    }
  }
}
