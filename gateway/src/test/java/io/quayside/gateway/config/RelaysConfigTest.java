package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what nodes notice that their lists of relays differ. */
class RelaysConfigTest {
  private static final String JSON =
      "[{\"name\":\"cache\",\"kind\":\"redis\",\"uri\":\"redis://:${SECRET}@redis:6379/0\"},"
          + "{\"name\":\"erp\",\"kind\":\"rabbitmq\",\"uri\":\"amqp://mq\",\"declare\":true}]";

  @TempDir private Path directory;

  private static String digest(String json) {
    return RelaysConfig.read(json, Map.of("SECRET", "a")).digest();
  }

  @Test
  void shouldTakeEqualListsInYamlAndJsonForEqual() throws IOException {
    var file = directory.resolve("quayside.yaml");
    Files.writeString(
        file,
        """
        relays:
          - uri: "redis://:${SECRET}@redis:6379/0"
            kind: redis
            name: cache
          - {name: erp, kind: rabbitmq, declare: true, uri: "amqp://mq"}
        """);
    var yaml = ConfigReader.read(Optional.of(file), Map.of("SECRET", "b")).relays();

    assertThat(yaml.digest()).isEqualTo(digest(JSON)).isEqualTo(digest(JSON.replace(",", " ,\n")));
  }

  @Test
  void shouldTellListsApart() {
    assertThat(digest(JSON))
        .isNotEqualTo(digest(JSON.replace("true", "false")))
        .isNotEqualTo(digest(JSON.replace("\"amqp:", "\"amqps:")))
        .isNotEqualTo(digest("[]"));
  }
}
