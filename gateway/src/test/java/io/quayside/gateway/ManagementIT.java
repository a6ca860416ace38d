package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator asks of a running gateway. */
@ExtendWith(SharedGateway.class)
class ManagementIT {
  private final Client client;
  private final Dispatcher dispatcher;

  ManagementIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldLive() {
    client.management("/livez").expect(200);
  }

  @Test
  void shouldNameEachCheckOfReadiness() {
    var answer = client.management("/readyz").expect(200);

    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.json().getString("status")).isEqualTo("up");
    var checks = answer.json().getJsonObject("checks");
    assertThat(checks.fieldNames())
        .containsExactlyInAnyOrder("cluster", "kafka", "postgres", "shards");
    checks.forEach(
        check ->
            assertThat(((JsonObject) check.getValue()).getString("status"))
                .as(check.getKey())
                .isEqualTo("up"));
  }

  @Test
  void shouldMeasureWhatItDoes() {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.release(shipmentId).expectProblem(409, "illegal-transition");
    dispatcher.view(shipmentId, 3);

    var metrics = client.management("/metrics").expect(200);

    assertThat(metrics.header("content-type")).startsWith("text/plain");
    assertThat(metrics.text())
        .contains(
            "quayside_commands_total{",
            "name=\"BookShipment\",outcome=\"accepted\"",
            "name=\"ReleaseShipment\",outcome=\"illegal-transition\"",
            "quayside_command_seconds_bucket{",
            "quayside_positions_total{",
            "quayside_position_seconds_bucket{",
            "quayside_appends_total{",
            "quayside_append_seconds_bucket{",
            "quayside_read_back_seconds_bucket{",
            "quayside_projection_batch_seconds_bucket{",
            "quayside_projection_lag_records{",
            "quayside_projection_lag_seconds{",
            "quayside_hot_shipments{",
            "quayside_mailbox_depth",
            "quayside_subscribers",
            "quayside_pushes_total",
            "vertx_pool_in_use{",
            "pool_name=\"projection\",pool_type=\"sql\"",
            "jvm_memory_used_bytes")
        .doesNotContain("vertx_http_", "vertx_eventbus_");
  }

  @Test
  void shouldCountSubscribersWhileTheyAreThere() {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      live.subscribe(shipmentId);
      assertThat(subscribers()).isPositive();
    }
    await().until(this::subscribers, count -> count == 0);
  }

  private double subscribers() {
    var line =
        client
            .management("/metrics")
            .text()
            .lines()
            .filter(text -> text.startsWith("quayside_subscribers"))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
