package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Nodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A document of 1,000 events while one of two nodes is killed. */
@Timeout(240)
class EpcisClusterIT {
  private static final int SHIPMENTS = 50;
  private static final int EVENTS = 20;
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");

  @Test
  void shouldCountEachEventOnceWhileANodeIsKilled() {
    try (var nodes = Nodes.start("epcis-kill", 2)) {
      var client = nodes.first().client();
      var dispatcher = new Dispatcher(client);
      var shipments = Stream.generate(dispatcher::bookAndPickUp).limit(SHIPMENTS).toList();
      var document = document(shipments);

      var first = capture(client, document);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> first.isDone() || version(client, shipments.getFirst()) > 3);
      nodes.last().kill9();

      // The client's patience may end before the gateway's, which is as long.
      var status = first.handle((answer, lost) -> lost == null ? answer.status() : 503).join();
      assertThat(status).isIn(202, 503);
      var answer =
          await()
              .atMost(Duration.ofSeconds(150))
              .ignoreExceptions()
              .until(() -> capture(client, document).join(), sent -> sent.status() == 202);
      var job = client.get(answer.header("Location")).expect(200).json();
      assertThat(job.getBoolean("success")).as(job.encode()).isTrue();
      for (var id : shipments) {
        assertThat(dispatcher.history(id, 3 + EVENTS).getJsonArray("items")).hasSize(3 + EVENTS);
      }
    }
  }

  private static int version(Client client, String shipmentId) {
    return client.get("/v1/shipments/" + shipmentId).expect(200).json().getInteger("version");
  }

  private static CompletableFuture<Answer> capture(Client client, byte[] document) {
    return client.send("POST", "/v1/epcis/capture", document, "application/json");
  }

  /** Each shipment departs and arrives by turns. */
  private static byte[] document(List<String> shipments) {
    var events = new JsonArray();
    for (int i = 0; i < EVENTS; i++) {
      for (var id : shipments) {
        events.add(
            new JsonObject()
                .put("type", "ObjectEvent")
                .put("eventID", "urn:acme:event:" + id + ':' + i)
                .put("eventTime", START.plusSeconds(60L * i).toString())
                .put("eventTimeZoneOffset", "+00:00")
                .put("action", "OBSERVE")
                .put("bizStep", i % 2 == 0 ? "departing" : "arriving")
                .put("epcList", new JsonArray().add("urn:quayside:shipment:" + id)));
      }
    }
    return new JsonObject()
        .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
        .put("type", "EPCISDocument")
        .put("epcisBody", new JsonObject().put("eventList", events))
        .encode()
        .getBytes(UTF_8);
  }
}
