package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
  @TempDir private Path directory;

  @Test
  void shouldLetOneHolderIn() throws IOException {
    var data = directory.resolve("new/data");
    try (var held = DataLock.on(data)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> DataLock.on(data))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("data.dir")
          .hasMessageContaining("in use by another gateway")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    DataLock.on(data).close();
  }

  @Test
  void shouldNotMindALockOfTheDead() throws IOException {
    Files.writeString(directory.resolve("lock"), "4711");
    DataLock.on(directory).close();
    assertThat(directory.resolve("lock")).hasContent(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void shouldNameADirectoryThatCannotBe() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> DataLock.on(file.resolve("data")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("data.dir")
        .hasMessageContaining("cannot be used");
  }

  @Test
  void shouldNameAFullDiskInOneLine() {
    assertThatThrownBy(() -> Services.requireRoom(Path.of("/data"), 127))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "data.dir: the disk of /data is full: 127 MiB are left, and at least 128 are needed");
    Services.requireRoom(Path.of("/data"), 128);
  }
}
