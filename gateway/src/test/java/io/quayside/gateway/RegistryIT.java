package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.RegistryServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway beside a schema registry that is away, comes, or refuses. */
class RegistryIT {
  @Test
  void shouldGoOnWithoutTheRegistryUntilItComes() {
    int port = Ports.one();
    var url = "http://127.0.0.1:%d/api".formatted(port);
    try (var gateway =
        GatewayProcess.startFresh("registry-away", Map.of("QUAYSIDE_REGISTRY_URL", url))) {
      var degraded = gateway.client().management("/readyz").expect(200);
      assertThat(registry(degraded).getString("status")).isEqualTo("degraded");
      assertThat(registry(degraded).getString("detail")).startsWith("the registry is away: ");
      var id = new Dispatcher(gateway.client()).book();
      assertThat(id).hasSize(26);

      try (var server = RegistryServer.start(port)) {
        await()
            .atMost(Duration.ofSeconds(70))
            .untilAsserted(
                () ->
                    assertThat(registry(gateway.client().management("/readyz")))
                        .isEqualTo(new JsonObject().put("status", "up")));
        var listed = gateway.client().get("/v1/schemas").expect(200).json().getJsonArray("items");
        assertThat(server.versions()).hasSize(listed.size());
      }
    }
  }

  private static JsonObject registry(Answer readiness) {
    return readiness.json().getJsonObject("checks").getJsonObject("registry");
  }

  @Test
  void shouldNotStartWithASchemaThatTheRegistryRefuses() {
    try (var server = RegistryServer.start(0)) {
      server.putIncompatible("shipment.booked.v1");

      assertThatThrownBy(
              () ->
                  GatewayProcess.startFresh(
                      "registry-refuses", Map.of("QUAYSIDE_REGISTRY_URL", server.url())))
          .hasMessageContaining("ended with status 1")
          .hasMessageContaining(
              "Quayside did not start: schemas: shipment.booked.v1 is refused by the registry: ");
    }
  }
}
