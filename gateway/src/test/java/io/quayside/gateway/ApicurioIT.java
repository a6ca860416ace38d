package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.gateway.harness.ApicurioProcess;
import io.quayside.gateway.harness.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway beside a real Apicurio Registry: {@code -Papicurio}. */
@Tag("apicurio")
@Timeout(600)
class ApicurioIT {
  private static final String BOOKED = "shipment.booked.v1";

  private final ApicurioProcess registry = ApicurioProcess.start();
  private final Map<String, String> settings = Map.of("QUAYSIDE_REGISTRY_URL", registry.url());

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shouldRegisterEverySchemaOnce() {
    try (var gateway = GatewayProcess.startFresh("apicurio", settings)) {
      assertThat(readiness(gateway)).isEqualTo(new JsonObject().put("status", "up"));
      var types =
          gateway.client().get("/v1/schemas").expect(200).json().getJsonArray("items").stream()
              .map(item -> ((JsonObject) item).getString("type"))
              .toList();
      assertThat(registry.subjects()).containsExactlyInAnyOrderElementsOf(types);
      for (var type : types) {
        assertThat(registry.level(type)).as(type).isEqualTo("BACKWARD_TRANSITIVE");
      }
      var before = versions();
      assertThat(before.values()).allMatch(versions -> versions.size() == 1);

      gateway.stop();
      try (var again = GatewayProcess.startAgain(gateway, settings)) {
        assertThat(readiness(again)).isEqualTo(new JsonObject().put("status", "up"));
        assertThat(versions()).isEqualTo(before);
      }
    }
  }

  private Map<String, JsonArray> versions() {
    return registry.subjects().stream().collect(Collectors.toMap(s -> s, registry::versions));
  }

  private static JsonObject readiness(GatewayProcess gateway) {
    return gateway
        .client()
        .management("/readyz")
        .expect(200)
        .json()
        .getJsonObject("checks")
        .getJsonObject("registry");
  }

  @Test
  void shouldNotStartBesideAnIncompatibleVersion() {
    registry.register(BOOKED, objectWith("reference", "integer"));

    expectRefusal();
  }

  /** The newest version alone would be compatible. */
  @Test
  void shouldNotStartBesideAnOlderIncompatibleVersion() {
    registry.register(BOOKED, objectWith("reference", "integer"));
    registry.register(
        BOOKED,
        new JsonObject()
            .put("$schema", "http://json-schema.org/draft-07/schema#")
            .put("type", "object")
            .put("additionalProperties", false));

    expectRefusal();
  }

  private static JsonObject objectWith(String property, String type) {
    return new JsonObject()
        .put("$schema", "http://json-schema.org/draft-07/schema#")
        .put("type", "object")
        .put("additionalProperties", false)
        .put("properties", new JsonObject().put(property, new JsonObject().put("type", type)));
  }

  private void expectRefusal() {
    var before = registry.versions(BOOKED);
    assertThatThrownBy(() -> GatewayProcess.startFresh("apicurio-refuses", settings))
        .hasMessageContaining("ended with status 1")
        .hasMessageContaining(
            "Quayside did not start: schemas: " + BOOKED + " is refused by the registry: ");
    assertThat(registry.versions(BOOKED)).isEqualTo(before);
  }
}
