package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tracking updates: what is taken, once, and where it is seen again. */
@ExtendWith(SharedGateway.class)
class PositionsIT {
  private static final String TOPIC = "shipment-positions";
  private static final int COPIES = 20;
  private static final int WINDOW = 1_024;

  private final TopicReader topics;
  private final Client client;
  private final Dispatcher dispatcher;

  PositionsIT(GatewayProcess gateway) {
    topics = gateway.topics();
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldTellDuplicatesFromWhatIsNew() {
    var shipmentId = dispatcher.book();

    assertThat(verdict(shipmentId, "truck-1", 7)).isEqualTo("accepted");
    assertThat(verdict(shipmentId, "truck-1", 7)).isEqualTo("duplicate");
    assertThat(verdict(shipmentId, "truck-1", 9)).isEqualTo("accepted");
    assertThat(verdict(shipmentId, "truck-1", 8)).isEqualTo("accepted");
    assertThat(verdict(shipmentId, "truck-1", 0)).isEqualTo("accepted");
    assertThat(verdict(shipmentId, "truck-1", 8)).isEqualTo("duplicate");
    assertThat(sequences(shipmentId)).containsExactlyInAnyOrder(7L, 9L, 8L, 0L);
  }

  @Test
  void shouldKeepAndFlagWhatIsOlderThanTheWindow() {
    var shipmentId = dispatcher.book();
    long highest = (1L << 53) - 1;
    assertThat(verdict(shipmentId, "truck-1", highest)).isEqualTo("accepted");

    assertThat(verdict(shipmentId, "truck-1", highest - WINDOW + 1)).isEqualTo("accepted");
    assertThat(verdict(shipmentId, "truck-1", highest - WINDOW)).isEqualTo("late");

    var records = topics.read(TOPIC, shipmentId);
    assertThat(records).hasSize(3);
    var late = TopicReader.json(records.getLast()).getJsonObject("data");
    assertThat(late.getLong("sequence")).isEqualTo(highest - WINDOW);
    assertThat(late.getBoolean("late")).isTrue();
    assertThat(TopicReader.json(records.getFirst()).getJsonObject("data").containsKey("late"))
        .isFalse();
  }

  @Test
  void shouldAcceptExactlyOneOfManyConcurrentCopies() {
    var shipmentId = dispatcher.book();
    var update = Bodies.position("truck-1", 1);

    var verdicts =
        IntStream.range(0, COPIES)
            .mapToObj(i -> dispatcher.trackAsync(shipmentId, update))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(answer -> answer.expect(202).json().getString("result"))
            .toList();

    assertThat(verdicts).containsOnlyOnce("accepted");
    assertThat(verdicts.stream().filter("duplicate"::equals)).hasSize(COPIES - 1);
    assertThat(sequences(shipmentId)).containsExactly(1L);
  }

  @Test
  void shouldKnowAWindowForEachDeviceAndShipment() {
    var one = dispatcher.book();
    var other = dispatcher.book();

    assertThat(verdict(one, "truck-1", 5_000)).isEqualTo("accepted");
    assertThat(verdict(one, "truck-2", 5_000)).isEqualTo("accepted");
    assertThat(verdict(other, "truck-1", 5_000)).isEqualTo("accepted");
    assertThat(verdict(one, "truck-2", 1)).isEqualTo("late");
    assertThat(verdict(other, "truck-2", 1)).isEqualTo("accepted");
  }

  @Test
  void shouldRefuseAnUpdateOfAnUnknownShipment() {
    dispatcher
        .track("0123456789ABCDEFGHJKMNPQRS", Bodies.position("truck-1", 1))
        .expectProblem(404, "shipment-not-found");
    dispatcher
        .track("no-shipment", Bodies.position("truck-1", 1))
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldTakeUpdatesWhateverTheStatus() {
    var shipmentId = dispatcher.book();
    dispatcher.cancel(shipmentId, "the buyer withdrew").expect(200);

    assertThat(verdict(shipmentId, "truck-1", 1)).isEqualTo("accepted");
  }

  @Test
  void shouldAnswerPositionsNewestObservationFirst() {
    var shipmentId = dispatcher.book();
    var start = Bodies.now().minusSeconds(60);
    for (int sequence : new int[] {2, 5, 1, 4, 3}) {
      var update = Bodies.position("truck-1", sequence, start.plusSeconds(sequence));
      assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted");
    }

    var items = await().until(() -> positions(shipmentId, ""), found -> found.size() == 5);

    assertThat(items.stream().map(item -> item.getInteger("sequence")))
        .containsExactly(5, 4, 3, 2, 1);
    assertThat(positions(shipmentId, "?limit=2").stream().map(item -> item.getInteger("sequence")))
        .containsExactly(5, 4);
    var shipment = client.get("/v1/shipments/" + shipmentId).expect(200).json();
    assertThat(shipment.getJsonObject("lastPosition")).isEqualTo(items.getFirst());
  }

  @Test
  void shouldShowAnUpdateAsItWasSent() {
    var shipmentId = dispatcher.book();
    var update =
        Bodies.position("truck-1", 1)
            .put("speedKph", 61.5)
            .put("headingDeg", 359.9)
            .put("temperatureC", -18.25)
            .put("humidityPct", 0)
            .put("batteryPct", 100);
    update.getJsonObject("position").put("accuracyM", 4.5).put("altitudeM", -3);
    assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted");

    var item =
        await().until(() -> positions(shipmentId, ""), found -> found.size() == 1).getFirst();

    assertThat(item.getString("recordedAt")).endsWith("Z");
    item.remove("recordedAt");
    assertThat(numbersAsDoubles(item)).isEqualTo(numbersAsDoubles(update));
  }

  @Test
  void shouldWriteCloudEventsToTheLog() {
    var shipmentId = dispatcher.book();
    assertThat(verdict(shipmentId, "truck-1", 42)).isEqualTo("accepted");

    var event = TopicReader.json(topics.read(TOPIC, shipmentId).getFirst());

    assertThat(event.getString("id")).isEqualTo(shipmentId + "/truck-1/42");
    assertThat(event.getString("type")).isEqualTo("tracking.position-reported.v1");
    assertThat(event.getString("subject")).isEqualTo(shipmentId);
    assertThat(event.getJsonObject("data").getString("deviceId")).isEqualTo("truck-1");
  }

  private String verdict(String shipmentId, String deviceId, long sequence) {
    return dispatcher.verdict(shipmentId, Bodies.position(deviceId, sequence));
  }

  private List<Long> sequences(String shipmentId) {
    return topics.read(TOPIC, shipmentId).stream()
        .map(record -> TopicReader.json(record).getJsonObject("data").getLong("sequence"))
        .toList();
  }

  private List<JsonObject> positions(String shipmentId, String query) {
    var answer = client.get("/v1/shipments/" + shipmentId + "/positions" + query).expect(200);
    return answer.json().getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject numbersAsDoubles(JsonObject object) {
    var copy = new JsonObject();
    object.forEach(
        member ->
            copy.put(
                member.getKey(),
                switch (member.getValue()) {
                  case Number number -> number.doubleValue();
                  case JsonObject inner -> numbersAsDoubles(inner);
                  default -> member.getValue();
                }));
    return copy;
  }
}
