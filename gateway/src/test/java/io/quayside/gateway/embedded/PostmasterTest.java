package io.quayside.gateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {
  @TempDir private Path data;

  @Test
  void shouldFindNoneWithoutAFile() throws IOException {
    assertThat(Postmaster.on(data)).isEmpty();
    assertThat(Postmaster.leftPidFile(data)).isFalse();
  }

  @Test
  void shouldNotTakeAForeignProcessForAServer() throws IOException {
    write(ProcessHandle.current().pid() + "\n" + data + "\n0\n5433\n");
    assertThat(Postmaster.on(data)).isEmpty();
    assertThat(Postmaster.leftPidFile(data)).isTrue();
  }

  @Test
  void shouldNotTakeADeadProcessForAServer() throws IOException, InterruptedException {
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(dead.pid() + "\n" + data + "\n0\n5433\n");
    assertThat(Postmaster.on(data)).isEmpty();
  }

  @Test
  void shouldBearAFileThatWasCutOff() throws IOException {
    for (var text : new String[] {"", "\n", "x\n", "99999999999999\n"}) {
      write(text);
      assertThat(Postmaster.on(data)).as(text).isEmpty();
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(data.resolve("postmaster.pid"), text);
  }
}
