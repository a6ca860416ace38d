package io.quayside.gateway.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Agreement;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Nodes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * A cluster during a roll: a member that knows the first version of an event type alone beside a
 * node that knows the second. The member's records are written by the test.
 */
class TrialRollIT {
  private static final int FORMER_PROTOCOL = Agreement.HIGHEST_PROTOCOL - 1;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldReadTheFormerVersionAndWriteTheNewOneWhenAllNodesKnowIt()
      throws IOException, InterruptedException, ExecutionException, SQLException {
    try (var nodes = Nodes.start("trial-roll", TrialMain.class, 1)) {
      createTable(nodes);
      var gateway = "http://127.0.0.1:" + nodes.first().ports().http();
      var id =
          new JsonObject(post(gateway + "/v1/shipments", Bodies.booking()).body())
              .getString("shipmentId");
      var shipment = gateway + "/v1/shipments/" + id;
      var other =
          new JsonObject(post(gateway + "/v1/shipments", Bodies.booking()).body())
              .getString("shipmentId");
      var former = nodes.joinWithProtocol(FORMER_PROTOCOL);
      try {
        // Of another shipment, which an inspection may be requested for before the node is known.
        await()
            .atMost(WITHIN)
            .until(
                () ->
                    request(gateway + "/v1/shipments/" + other)
                        .body()
                        .contains("temporarily-unavailable"));
        FormerNode.request(nodes.kafkaBootstrap(), id, 2, "old");
        await().atMost(WITHIN).until(() -> types(shipment, "").size() == 2);

        assertThat(types(shipment, ""))
            .containsExactly("shipment.booked.v1", "inspection.requested.v1");
        assertThat(types(shipment, "?as=current"))
            .containsExactly("shipment.booked.v1", "inspection.requested.v2");
        assertThat(request(shipment).statusCode()).isEqualTo(503);
        assertThat(post(shipment + "/carrier-assignment", carrier()).statusCode())
            .as("what both know goes on, so the shipment is not parked")
            .isEqualTo(200);
      } finally {
        former.shutdown();
      }
      await().atMost(WITHIN).until(() -> request(shipment).statusCode() == 200);
      await().atMost(WITHIN).until(() -> types(shipment, "").size() == 4);
      assertThat(types(shipment, ""))
          .containsExactly(
              "shipment.booked.v1",
              "inspection.requested.v1",
              "shipment.carrier-assigned.v1",
              "inspection.requested.v2");
    }
  }

  private static void createTable(Nodes nodes) throws SQLException {
    var url =
        nodes
            .services()
            .get("QUAYSIDE_POSTGRES_URI")
            .replace("postgresql://quayside@", "jdbc:postgresql://");
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var statement = connection.createStatement()) {
      statement.execute(
          "create table inspections (shipment_id text, number int, reason text,"
              + " requested_at timestamptz, version int, primary key (shipment_id, number))");
    }
  }

  private static JsonObject carrier() {
    return new JsonObject().put("carrier", "HLCU").put("vehicle", "V 1");
  }

  private HttpResponse<String> request(String shipment) throws IOException, InterruptedException {
    return post(shipment + "/inspections", new JsonObject().put("reason", "new"));
  }

  private HttpResponse<String> post(String uri, JsonObject body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(uri))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()))
            .build(),
        BodyHandlers.ofString());
  }

  private List<String> types(String shipment, String query)
      throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(shipment + "/events" + query)).build(),
            BodyHandlers.ofString());
    return new JsonObject(answer.body())
        .getJsonArray("items").stream()
            .map(event -> ((JsonObject) event).getString("type"))
            .toList();
  }
}
