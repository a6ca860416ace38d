package io.quayside.gateway;

import static io.quayside.gateway.harness.Batches.counts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that counts anew after a restart raises {@code sequenceEpoch}. */
@ExtendWith(SharedGateway.class)
class SequenceEpochIT {
  private static final String TOPIC = "shipment-positions";

  private final TopicReader topics;
  private final Client client;
  private final Dispatcher dispatcher;
  private final String shipmentId;

  SequenceEpochIT(GatewayProcess gateway) {
    topics = gateway.topics();
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    shipmentId = dispatcher.book();
  }

  @Test
  void shouldStartANewWindowWithAHigherEpoch() {
    assertThat(verdict(0, 5_000)).isEqualTo("accepted");
    assertThat(verdict(1, 0)).isEqualTo("accepted");
    assertThat(verdict(1, 0)).isEqualTo("duplicate");
    assertThat(verdict(1, 1)).isEqualTo("accepted");
    assertThat(verdict(0, 5_001)).isEqualTo("late");
    assertThat(verdict(0, 5_000)).isEqualTo("late");
    assertThat(verdict(Integer.MAX_VALUE, 7)).isEqualTo("accepted");
    assertThat(verdict(1, 2)).isEqualTo("late");
    assertThat(verdict(Integer.MAX_VALUE, 6)).isEqualTo("accepted");

    assertThat(ids())
        .containsExactly(
            "truck-1/5000",
            "truck-1/1.0",
            "truck-1/1.1",
            "truck-1/5001 late",
            "truck-1/5000 late",
            "truck-1/2147483647.7",
            "truck-1/1.2 late",
            "truck-1/2147483647.6");
  }

  @Test
  void shouldNeverWriteAnEpochOfZero() {
    assertThat(dispatcher.verdict(shipmentId, update(0, 1))).isEqualTo("accepted");
    assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", 1)))
        .isEqualTo("duplicate");

    var event = TopicReader.json(topics.read(TOPIC, shipmentId).getFirst());
    assertThat(event.getString("id")).isEqualTo(shipmentId + "/truck-1/1");
    assertThat(event.getJsonObject("data").containsKey("sequenceEpoch")).isFalse();
    assertThat(awaitShown(1).getFirst().containsKey("sequenceEpoch")).isFalse();
  }

  @Test
  void shouldShowTheEpochWhereverAnUpdateIsShown() {
    try (var live = client.live()) {
      live.subscribe(new JsonObject().put("shipmentId", shipmentId).put("positions", true));

      assertThat(verdict(3, 42)).isEqualTo("accepted");

      var event = TopicReader.json(topics.read(TOPIC, shipmentId).getFirst());
      assertThat(event.getString("id")).isEqualTo(shipmentId + "/truck-1/3.42");
      assertThat(event.getJsonObject("data").getInteger("sequenceEpoch")).isEqualTo(3);
      var pushed = live.await(frame -> "position".equals(frame.getString("op")));
      assertThat(pushed.getJsonObject("position").getInteger("sequenceEpoch")).isEqualTo(3);
      var shown = awaitShown(1).getFirst();
      assertThat(shown.getInteger("sequenceEpoch")).isEqualTo(3);
      var shipment = client.get("/v1/shipments/" + shipmentId).expect(200).json();
      assertThat(shipment.getJsonObject("lastPosition")).isEqualTo(shown);
    }
  }

  /** A device without a clock reports everything at the same moment. */
  @Test
  void shouldKeepTheSameSequenceOfTwoEpochsApart() {
    var observedAt = Bodies.now();
    for (int epoch = 0; epoch < 3; epoch++) {
      var update = update(epoch, 1, observedAt);
      assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted");
    }

    assertThat(awaitShown(3).stream().map(shown -> shown.getInteger("sequenceEpoch", 0)))
        .containsExactly(2, 1, 0);
  }

  @Test
  void shouldJudgeEpochsWithinABodyInItsOrder() {
    var batches = new Batches(client);
    var body =
        line(0, 9) + line(1, 9) + line(0, 10) + line(1, 9) + line(1, 10) + line(2, 0) + line(1, 11);

    var answer = batches.post(body.getBytes(UTF_8)).expect(200);

    assertThat(counts(answer)).containsExactly(4, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "2147483648", "0.5", "\"1\"", "null", "true", "1e10"})
  void shouldRefuseWhatIsNoEpoch(String epoch) {
    var text = Bodies.position("truck-1", 1).put("sequenceEpoch", "?").encode();
    var body = text.replace("\"?\"", epoch).getBytes(UTF_8);

    var problem =
        client
            .send("POST", "/v1/shipments/" + shipmentId + "/positions", body, "application/json")
            .join()
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly("/sequenceEpoch");
  }

  private String line(int epoch, long sequence) {
    return update(epoch, sequence).put("shipmentId", shipmentId).encode() + '\n';
  }

  private String verdict(int epoch, long sequence) {
    return dispatcher.verdict(shipmentId, update(epoch, sequence));
  }

  private static JsonObject update(int epoch, long sequence) {
    return update(epoch, sequence, Bodies.now());
  }

  private static JsonObject update(int epoch, long sequence, Instant observedAt) {
    return Bodies.position("truck-1", sequence, observedAt).put("sequenceEpoch", epoch);
  }

  /** The ends of the records' ids, in the log's order, and whether each is flagged. */
  private List<String> ids() {
    return topics.read(TOPIC, shipmentId).stream()
        .map(TopicReader::json)
        .map(
            event ->
                event.getString("id").substring(shipmentId.length() + 1)
                    + (event.getJsonObject("data").getBoolean("late", false) ? " late" : ""))
        .toList();
  }

  private List<JsonObject> awaitShown(int count) {
    var path = "/v1/shipments/" + shipmentId + "/positions";
    return await()
        .until(
            () ->
                client.get(path).expect(200).json().getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .toList(),
            shown -> shown.size() == count);
  }
}
