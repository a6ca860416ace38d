package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConfigTest {
  @TempDir private Path folder;

  @Test
  void shouldReadFormatAndLevels() {
    assertThat(read(Map.of())).isEqualTo(new LogConfig(false, Map.of()));
    assertThat(
            read(
                Map.of(
                    "QUAYSIDE_LOG_FORMAT", "json",
                    "QUAYSIDE_LOG_LEVELS", "io.quayside=debug, root=INFO")))
        .isEqualTo(new LogConfig(true, Map.of("io.quayside", "DEBUG", "ROOT", "INFO")));
  }

  @Test
  void shouldRefuseOthers() {
    assertThatThrownBy(() -> read(Map.of("QUAYSIDE_LOG_FORMAT", "xml")))
        .hasMessageContaining("log.format")
        .hasMessageContaining("text or json");
    assertThatThrownBy(() -> read(Map.of("QUAYSIDE_LOG_LEVELS", "io.quayside=loud")))
        .hasMessageContaining("log.levels");
  }

  @Test
  void shouldTellWhatTheEnvironmentOverrides() throws IOException {
    var file = folder.resolve("node.yaml");
    Files.writeString(file, "http.port: 81\nmanagement: {port: 82}\nlog.levels: [root=info]\n");
    var environment =
        Map.of(
            "QUAYSIDE_HTTP_PORT", "91",
            "QUAYSIDE_MANAGEMENT_PORT", "82",
            "QUAYSIDE_KAFKA_PORT", "93");
    assertThat(ConfigReader.overridden(Optional.of(file), environment))
        .containsExactly("QUAYSIDE_HTTP_PORT of the environment wins over http.port of " + file);
    assertThat(ConfigReader.overridden(Optional.empty(), environment)).isEmpty();
  }

  private static LogConfig read(Map<String, String> environment) {
    return ConfigReader.read(Optional.empty(), environment).log();
  }
}
