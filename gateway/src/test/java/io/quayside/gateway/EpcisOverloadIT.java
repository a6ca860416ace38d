package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Forty documents of 4 MiB at once, to a gateway with 512 MiB of heap: more than it can hold. */
@ExtendWith(SharedGateway.class)
class EpcisOverloadIT {
  private static final int SENDERS = 40;
  private static final int EVENTS = 1_000;
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;

  EpcisOverloadIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  /** A document whose first event is about a shipment, with a member of the given text in each. */
  private static byte[] document(String shipmentId, int events, String padding) {
    var list =
        IntStream.range(0, events)
            .mapToObj(
                i ->
                    """
                    {"type":"ObjectEvent","eventID":"urn:uuid:%s","action":"OBSERVE",
                    "eventTime":"2026-01-02T03:00:00Z","eventTimeZoneOffset":"+00:00",
                    "bizStep":"%s","epcList":["urn:quayside:shipment:%s"],"acme:note":%s}\
                    """
                        .formatted(
                            UUID.randomUUID(),
                            i == 0 ? "departing" : "packing",
                            shipmentId,
                            padding))
            .collect(Collectors.joining(","));
    var document =
        """
        {"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-02T03:00:00Z",
        "epcisBody":{"eventList":[%s]}}\
        """
            .formatted(list)
            .getBytes(UTF_8);
    assertThat(document.length).isBetween(MAX_BYTES - 400_000, MAX_BYTES);
    return document;
  }

  private CompletableFuture<Answer> send(byte[] document) {
    return client.send("POST", "/v1/epcis/capture", document, "application/json");
  }

  @Test
  void shouldRefuseWhatItCannotHoldAndLoseNothing() {
    var shipments = IntStream.range(0, 3).mapToObj(i -> dispatcher.bookAndPickUp()).toList();
    var texts = document(shipments.get(0), EVENTS, '"' + "x".repeat(3_800) + '"');
    var numbers = document(shipments.get(1), EVENTS, "[" + "1,".repeat(1_900) + "1]");
    var objects = document(shipments.get(2), 1, "[" + "{},".repeat(1_300_000) + "[]]");
    var documents = List.of(texts, numbers, objects);

    List<CompletableFuture<Answer>> sent = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      sent.add(send(documents.get(i % documents.size())));
    }

    var answers = sent.stream().map(CompletableFuture::join).toList();
    assertThat(answers).extracting(Answer::status).contains(503).containsOnly(202, 503);
    for (var answer : answers) {
      if (answer.status() == 503) {
        answer.expectProblem(503, "overloaded");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
    }
    for (int i = 0; i < documents.size(); i++) {
      var document = documents.get(i);
      var captured =
          await()
              .atMost(Duration.ofMinutes(2))
              .ignoreExceptions()
              .until(() -> send(document).join(), answer -> answer.status() == 202);
      var job = client.get(captured.header("Location")).expect(200).json();
      assertThat(job.getBoolean("success")).as(job.getJsonArray("errors").encode()).isTrue();
      assertThat(outcomes(job)).startsWith("captured").isSubsetOf("captured", "untranslated");
      assertThat(dispatcher.history(shipments.get(i), 4).getJsonArray("items")).hasSize(4);
    }
    assertThat(client.management("/readyz").status()).isEqualTo(200);
    assertThat(gateway.said()).noneMatch(line -> line.contains("OutOfMemoryError"));
  }

  private static List<String> outcomes(JsonObject job) {
    return job.getJsonArray("results").stream()
        .map(result -> ((JsonObject) result).getString("outcome"))
        .toList();
  }
}
