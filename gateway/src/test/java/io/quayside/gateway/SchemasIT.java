package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The schemas of events as the gateway serves them. */
@ExtendWith(SharedGateway.class)
class SchemasIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOOKED = "/v1/schemas/shipment.booked.v1";

  private final Client client;

  SchemasIT(GatewayProcess gateway) {
    client = gateway.client();
  }

  @Test
  void shouldListEveryEventType() {
    var answer = client.get("/v1/schemas").expect(200);

    List<String> types = new ArrayList<>();
    for (Object item : answer.json().getJsonArray("items")) {
      var schema = (JsonObject) item;
      types.add(schema.getString("type"));
      assertThat(schema.getString("dataschema"))
          .isEqualTo("urn:quayside:schema:" + schema.getString("type"));
      assertThat(schema.getBoolean("newest")).isTrue();
      assertThat(schema.containsKey("topic"))
          .as(schema.encode())
          .isEqualTo(!schema.getString("type").startsWith("quayside."));
    }
    assertThat(types)
        .isSorted()
        .containsAll(Contexts.STANDARD.eventTypes())
        .contains("tracking.position-reported.v1", "admin.key-created.v1", "deadletter.parked.v1")
        .contains("quayside.saga-stuck.v1");
    assertThat(answer.json().getJsonArray("items"))
        .contains(
            new JsonObject()
                .put("type", "shipment.booked.v1")
                .put("dataschema", "urn:quayside:schema:shipment.booked.v1")
                .put("topic", "shipment-events")
                .put("newest", true));
  }

  @Test
  void shouldServeTheFile() throws IOException {
    var answer = client.get(BOOKED).expect(200);

    assertThat(answer.header("Content-Type")).isEqualTo("application/schema+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("ETag")).startsWith("\"").endsWith("\"");
    assertThat(answer.headers().firstValue("Link")).isEmpty();
    assertThat(answer.body())
        .isEqualTo(
            Files.readAllBytes(
                Path.of("src/main/resources/schemas/shipment.booked.v1.json").toAbsolutePath()));
  }

  @Test
  void shouldAnswerWhatTheCallerHasAlready() {
    for (var path : List.of("/v1/schemas", BOOKED)) {
      var tag = client.get(path).expect(200).header("ETag");
      var again = client.get(path, "If-None-Match", tag).expect(304);

      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).isEqualTo(tag);
    }
  }

  @Test
  void shouldRefuseUnknownTypesAndParameters() {
    client.get("/v1/schemas/shipment.booked.v9").expectProblem(404, "schema-not-found");
    client.get("/v1/schemas/shipment.booked").expectProblem(404, "schema-not-found");
    client.get("/v1/schemas?limit=1").expectProblem(422, "validation-failed");
    client.get(BOOKED + "?a=b").expectProblem(422, "validation-failed");
  }

  @Test
  void shouldNameASchemaInEachEventThatItsDataConformsTo() throws IOException {
    var id =
        client.post("/v1/shipments", Bodies.booking()).expect(201).json().getString("shipmentId");
    client
        .post(
            "/v1/shipments/" + id + "/carrier-assignment",
            new JsonObject().put("carrier", "HLCU").put("vehicle", "HH 1"))
        .expect(200);
    client.get("/v1/shipments/" + id + "?min-version=2").expect(200);

    var items = client.get("/v1/shipments/" + id + "/events").expect(200).json();
    JsonNode events = JSON.readTree(items.encode()).get("items");
    assertThat(events).hasSize(2);
    for (JsonNode event : events) {
      var dataSchema = event.get("dataschema").asText();
      assertThat(dataSchema).isEqualTo("urn:quayside:schema:" + event.get("type").asText());
      var schema =
          JSON.readTree(client.get("/v1/schemas/" + event.get("type").asText()).expect(200).body());
      assertThat(schema.get("$id").asText()).isEqualTo(dataSchema);
      assertThat(
              SchemaRegistry.withDialect(Dialects.getDraft202012())
                  .getSchema(schema)
                  .validate(event.get("data")))
          .isEmpty();
    }
  }
}
