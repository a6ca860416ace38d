package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.CommandLine.Command;
import io.quayside.gateway.Launcher.Launched;
import io.quayside.gateway.config.ConfigReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LauncherIT {
  @TempDir private Path directory;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Shutdown services = new Shutdown();
  private final Shutdown node = new Shutdown();

  @AfterEach
  void stop() {
    node.run();
    services.run();
  }

  @Test
  void shouldRunANodeOnServicesOfItsOwnAndNeverTwice() throws Exception {
    var brought = launch(Command.SERVICES, services, Map.of()).services();
    assertThat(said).last().asString().contains(brought.kafkaBootstrap());
    assertThatThrownBy(() -> launch(Command.STANDALONE, node, Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("in use by another gateway");

    var given =
        Map.of(
            "QUAYSIDE_KAFKA_BOOTSTRAP", brought.kafkaBootstrap(),
            "QUAYSIDE_POSTGRES_URI", brought.postgresUri().reveal());
    var launched = launch(Command.STANDALONE, node, given);
    var banner = said.getLast();
    assertThat(banner)
        .contains("http://127.0.0.1:" + launched.httpPort() + "/v1/shipments")
        .contains("http://127.0.0.1:" + launched.managementPort() + "/readyz");
    assertThat(status(launched, "/livez")).isEqualTo(200);
    assertThat(status(launched, "/readyz")).isEqualTo(200);
    assertThatThrownBy(() -> launch(Command.SERVICES, node, given))
        .hasMessageContaining("kafka.bootstrap and postgres.uri");
  }

  @Test
  void shouldRefuseANodeWithoutServices() {
    assertThatThrownBy(() -> launch(Command.NODE, node, Map.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("needs kafka.bootstrap and postgres.uri");
  }

  private Launched launch(Command command, Shutdown shutdown, Map<String, String> more) {
    var environment = new HashMap<>(more);
    for (var port : List.of("HTTP", "MANAGEMENT", "KAFKA", "POSTGRES")) {
      environment.put("QUAYSIDE_" + port + "_PORT", "0");
    }
    environment.put("QUAYSIDE_CLUSTER_PORT", "5751");
    environment.put("QUAYSIDE_DATA_DIR", directory.toString());
    environment.put("QUAYSIDE_SHARDS", "3");
    var config = ConfigReader.read(Optional.empty(), environment);
    return new Launcher(config, Contexts.STANDARD, shutdown, said::add).launch(command);
  }

  private static int status(Launched launched, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + launched.managementPort() + path);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
    }
  }
}
