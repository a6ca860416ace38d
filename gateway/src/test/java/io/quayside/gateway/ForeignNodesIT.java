package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.ServicesProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two clusters over one log, which nothing keeps from starting. */
@Timeout(600)
class ForeignNodesIT {
  @Test
  void shouldTellOfAnotherClusterOverItsLogUntilThatIsGone() {
    try (var nodes = Nodes.start("foreign-nodes", 2)) {
      assertThat(foreign(nodes.first())).isZero();
      shouldBeToldOf(nodes, "someone-elses", Map.of());
      // Kafka alone has both then.
      try (var services = ServicesProcess.start("foreign-nodes-other")) {
        var uri = services.environment().get("QUAYSIDE_POSTGRES_URI");
        shouldBeToldOf(nodes, "with-its-own-database", Map.of("QUAYSIDE_POSTGRES_URI", uri));
      }
      assertThat(nodes.first().client().get("/v1/lag").expect(200).text())
          .doesNotContain("quayside-nodes");
    }
  }

  private static void shouldBeToldOf(Nodes nodes, String name, Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("QUAYSIDE_CLUSTER_NAME", name);
    try (var other = nodes.startOneMore(settings)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(foreign(nodes.first())).isOne();
                assertThat(foreign(nodes.last())).isOne();
                assertThat(foreign(other)).isEqualTo(2);
              });
      assertThat(nodes.first().said())
          .anyMatch(
              line ->
                  line.contains("another cluster uses this log")
                      && line.contains(name + " at 127.0.0.1:"));
      other.stop();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(foreign(nodes.first())).isZero());
  }

  private static double foreign(GatewayProcess gateway) {
    return gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_foreign_nodes"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
