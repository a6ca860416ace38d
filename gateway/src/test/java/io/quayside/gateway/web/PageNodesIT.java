package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page over a proxy of two nodes, one of which is killed. */
@Timeout(600)
class PageNodesIT {
  private static final Map<String, String> SETTINGS = Map.of("QUAYSIDE_WEB_ENABLED", "true");

  /** While the shards move, an answer may say that it should be asked again. */
  private static void send(Client client, String path, JsonObject body) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> client.post(path, body).status() == 200);
  }

  @Test
  void shouldGoOnAtAnotherNodeAndShowEveryEventOnce() throws IOException {
    try (var nodes = Nodes.start("page-nodes", 2, SETTINGS);
        var proxy = new CuttingProxy(http(nodes.first()), http(nodes.last()))) {
      var client = nodes.last().client();
      var id =
          client.post("/v1/shipments", Bodies.booking()).expect(201).json().getString("shipmentId");
      try (var visit = Visit.of(proxy.port())) {
        visit.go("#/shipments/" + id, "shipment");
        visit.awaitElement("[data-connection=\"live\"]");
        visit.awaitElement("[data-event-id=\"%s/1\"]".formatted(id));
        visit.browser().evaluate(KEEP_CONNECTION);

        nodes.first().kill9();
        for (int vehicle = 2; vehicle <= 6; vehicle++) {
          send(
              client, "/v1/shipments/" + id + "/carrier-assignment", Bodies.carrier("V" + vehicle));
        }
        int versions =
            client.get("/v1/shipments/" + id + "?min-version=6").json().getInteger("version");
        visit.awaitElement("[data-event-id=\"%s/%d\"]".formatted(id, versions));
        visit.awaitElement("[data-connection=\"live\"]");
        assertThat(visit.attributes("[data-event-id]", "data-event-id"))
            .containsExactlyElementsOf(
                IntStream.iterate(versions, version -> version - 1)
                    .limit(versions)
                    .mapToObj(version -> id + "/" + version)
                    .toList());
        assertThat(visit.browser().evaluate("window.kept.includes('reconnecting')"))
            .isEqualTo(true);
      }
    }
  }

  /** The states that the pill has had. */
  private static final String KEEP_CONNECTION =
      """
      (() => {
        const pill = document.querySelector('[data-connection]');
        window.kept = [];
        new MutationObserver(() => window.kept.push(pill.dataset.connection))
            .observe(pill, {attributes: true});
      })()\
      """;

  private static int http(GatewayProcess node) {
    return node.ports().http();
  }
}
