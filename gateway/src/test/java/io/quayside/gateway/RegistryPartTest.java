package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.config.ConfigReader;
import io.quayside.gateway.harness.RegistryServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a start and readiness make of the schema registry. */
class RegistryPartTest {
  private final Vertx vertx = Vertx.vertx();
  private final Shutdown shutdown = new Shutdown();
  private final RegistryServer server = RegistryServer.start(0);

  @AfterEach
  void stop() {
    shutdown.run();
    server.close();
    vertx.close().await();
  }

  private RegistryPart start(boolean required) {
    var environment =
        Map.of(
            "HOME",
            "/home/harbour",
            "QUAYSIDE_REGISTRY_URL",
            server.url(),
            "QUAYSIDE_REGISTRY_REQUIRED",
            Boolean.toString(required));
    var config = ConfigReader.read(Optional.empty(), environment);
    var part = RegistryPart.begin(vertx, config, Contexts.STANDARD, shutdown);
    part.await(shutdown);
    return part;
  }

  private static Future<Void> check(RegistryPart part) {
    Map<String, Supplier<Future<Void>>> checks = new HashMap<>();
    part.addCheck(checks);
    assertThat(checks).containsOnlyKeys("registry");
    return checks.get("registry").get();
  }

  @Test
  void shouldBeReadyWithoutARegistryThatIsNotRequired() {
    server.close();
    var part = start(false);

    assertThat(part.word()).isEqualTo("degraded");
    assertThat(check(part).cause())
        .isInstanceOf(DegradedException.class)
        .hasMessageStartingWith("the registry is away: ");
  }

  @Test
  void shouldNotBeReadyWithoutARegistryThatIsRequired() {
    server.close();
    var part = start(true);

    assertThat(part.word()).isEqualTo("down");
    assertThat(check(part).cause())
        .isNotInstanceOf(DegradedException.class)
        .hasMessageStartingWith("the registry is away: ");
  }

  @Test
  void shouldBeReadyOnceTheRegistryHasAllSchemas() {
    var part = start(true);

    assertThat(part.word()).isEqualTo("up");
    assertThat(check(part).succeeded()).isTrue();
  }
}
