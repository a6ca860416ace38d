package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFileTest {
  @TempDir private Path folder;
  private String text;

  @BeforeEach
  void write() throws IOException {
    var base = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    var file = folder.resolve("made/node.yaml");
    NodeFile.main(new String[] {base.resolve("../docs/operations.md").toString(), file.toString()});
    text = Files.readString(file);
  }

  @Test
  void shouldHaveEachKeyBehindItsMeaning() {
    for (var key : ConfigKey.values()) {
      assertThat(text).containsOnlyOnce("\n#" + key.key() + ":");
    }
    assertThat(text)
        .contains("# commands, queries, WebSockets; port 0 is any free one [127.0.0.1, or 0.0.0.0")
        .contains("\n#http.host:\n#http.port: 8080\n")
        .contains("\n#documents.orphan-seconds: 86400\n")
        .doesNotContain("`", "](", " []\n");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void shouldChangeNothingAsItIs() throws IOException {
    assertThat(read(text)).isEqualTo(ConfigReader.read(Optional.empty(), Map.of()));
  }

  /** What it shows as defaults are the defaults. */
  @Test
  void shouldChangeNothingWithEveryDefaultWrittenOut() throws IOException {
    var written =
        text.lines()
            .filter(line -> line.matches("#[a-z.-]+: .+"))
            // Refused without a registry, default or not.
            .filter(line -> !line.startsWith("#registry."))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"));
    assertThat(written).contains("http.port: 8080", "shards: 12", "webhooks.schedule: 5,300");
    assertThat(read(written)).isEqualTo(ConfigReader.read(Optional.empty(), Map.of()));
  }

  @Test
  void shouldNotBeMadeWithoutARowForEachKey() {
    var some = Arrays.stream(ConfigKey.values()).map(ConfigKey::key).findFirst().orElseThrow();
    assertThatThrownBy(() -> NodeFile.text("| `x` | | y |")).hasMessageContaining(some);
  }

  private GatewayConfig read(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("node.yaml"), yaml);
    return ConfigReader.read(Optional.of(file), Map.of());
  }
}
