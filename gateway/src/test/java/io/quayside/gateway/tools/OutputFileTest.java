package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that commands write, and what may be there instead of one. */
class OutputFileTest {
  @TempDir private Path directory;

  private static long content(OutputStream out) throws IOException {
    out.write("new".getBytes(UTF_8));
    return 3;
  }

  private static long failing(OutputStream out) throws IOException {
    content(out);
    throw new IOException("the disk is full");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldReplaceARegularFileAsAWhole() throws IOException {
    var file = directory.resolve("file");
    assertThat(OutputFile.write(file, OutputFileTest::content)).isEqualTo(3);
    assertThat(file).hasContent("new");

    Files.writeString(file, "former");
    assertThatThrownBy(() -> OutputFile.write(file, OutputFileTest::failing))
        .hasMessage("the disk is full");
    assertThat(file).hasContent("former");
    assertThat(names()).containsExactly("file");
    OutputFile.write(file, OutputFileTest::content);
    assertThat(file).hasContent("new");
  }

  @Test
  void shouldWriteWhatALinkLeadsTo() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "former");
    var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
    OutputFile.write(link, OutputFileTest::content);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");

    Files.delete(file);
    OutputFile.write(link, OutputFileTest::content);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("file", "link");
  }

  @Test
  void shouldWriteIntoAPipe() throws IOException, InterruptedException {
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var read = CompletableFuture.supplyAsync(() -> text(pipe));
    OutputFile.write(pipe, OutputFileTest::content);

    assertThat(read.join()).isEqualTo("new");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(names()).containsExactly("pipe");
  }

  private static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldLeaveADirectoryAlone() throws IOException {
    var inner = Files.createDirectory(directory.resolve("inner"));
    assertThatThrownBy(() -> OutputFile.write(inner, OutputFileTest::content))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("inner");
  }
}
