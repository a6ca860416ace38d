package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shipment from its booking to its delivery, and all the places where its events arrive. */
@ExtendWith(SharedGateway.class)
class JourneyIT {
  private static final String TOPIC = "shipment-events";
  private static final List<String> TYPES =
      List.of(
          "shipment.booked.v1",
          "shipment.carrier-assigned.v1",
          "shipment.released.v1",
          "shipment.picked-up.v1",
          "shipment.departed.v1",
          "shipment.arrived.v1",
          "shipment.out-for-delivery.v1",
          "shipment.delivered.v1");

  private final TopicReader topics;
  private final Client client;
  private final Dispatcher dispatcher;

  JourneyIT(GatewayProcess gateway) {
    topics = gateway.topics();
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldShowEveryEventOnceToASubscriberThatStays() {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      assertThat(live.subscribeAfter(shipmentId, 0).getBoolean("recovered")).isTrue();

      travel(shipmentId);

      live.awaitEvents(shipmentId, TYPES.size());
      live.roundTrip();
      assertThat(live.versions(shipmentId)).isEqualTo(versions());
      assertThat(live.eventTexts(shipmentId)).isEqualTo(logged(shipmentId));
    }
  }

  @Test
  void shouldShowEveryEventOnceToASubscriberThatReconnectsTwice() {
    var shipmentId = dispatcher.book();
    List<String> seen = new ArrayList<>();
    try (var live = client.live()) {
      live.subscribeAfter(shipmentId, 0);
      dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
      dispatcher.release(shipmentId).expect(200);
      seen.addAll(live.awaitEvents(shipmentId, 3));
    }
    // Missed altogether, and then one that comes while it is connected.
    dispatcher.milestone(shipmentId, "PICKED_UP").expect(200);
    dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
    try (var live = client.live()) {
      live.subscribeAfter(shipmentId, 3);
      dispatcher.milestone(shipmentId, "ARRIVED").expect(200);
      seen.addAll(live.awaitEvents(shipmentId, 6));
    }
    dispatcher.milestone(shipmentId, "OUT_FOR_DELIVERY").expect(200);
    try (var live = client.live()) {
      live.subscribeAfter(shipmentId, 6);
      dispatcher.milestone(shipmentId, "DELIVERED").expect(200);
      seen.addAll(live.awaitEvents(shipmentId, 8));
      live.roundTrip();
      assertThat(live.versions(shipmentId)).containsExactly(7, 8);
    }
    assertThat(seen).isEqualTo(logged(shipmentId));
  }

  @Test
  void shouldAnswerTheHistoryInTheLogsOwnBytes() {
    var shipmentId = dispatcher.book();
    travel(shipmentId);

    dispatcher.view(shipmentId, TYPES.size());
    var answer = client.get("/v1/shipments/" + shipmentId + "/events").expect(200);

    assertThat(answer.text())
        .isEqualTo("{\"items\":[" + String.join(",", logged(shipmentId)) + "]}");
  }

  @Test
  void shouldWriteCloudEventsToTheLog() {
    var shipmentId = dispatcher.book();
    travel(shipmentId);

    var records = topics.read(TOPIC, shipmentId);

    assertThat(records).hasSameSizeAs(TYPES);
    for (int i = 0; i < TYPES.size(); i++) {
      var event = TopicReader.json(records.get(i));
      assertThat(event.getString("specversion")).isEqualTo("1.0");
      assertThat(event.getString("id")).isEqualTo(shipmentId + "/" + (i + 1));
      assertThat(event.getString("source")).isEqualTo("/quayside");
      assertThat(event.getString("type")).isEqualTo(TYPES.get(i));
      assertThat(event.getString("subject")).isEqualTo(shipmentId);
      assertThat(event.getString("datacontenttype")).isEqualTo("application/json");
      assertThat(event.getInteger("shipmentversion")).isEqualTo(i + 1);
      assertThat(event.getString("commandid")).isNotBlank();
      assertThat(event.getJsonObject("data").getString("status")).isNotBlank();
    }
    var delivered = TopicReader.json(records.getLast()).getJsonObject("data");
    assertThat(delivered.getString("code")).isEqualTo("DELIVERED");
    assertThat(delivered.getString("status")).isEqualTo("DELIVERED");
  }

  @Test
  void shouldPlaceEventsByTheirKeyAndNameTheirContent() {
    var shipmentId = dispatcher.bookAndPickUp();

    var partitions = topics.partitions(TOPIC);
    var expected = Utils.toPositive(Utils.murmur2(shipmentId.getBytes(UTF_8))) % partitions;

    assertThat(topics.read(TOPIC, shipmentId))
        .hasSize(3)
        .allSatisfy(record -> assertThat(record.partition()).isEqualTo(expected))
        .allSatisfy(
            record ->
                assertThat(header(record, "content-type"))
                    .isEqualTo("application/cloudevents+json"));
  }

  @Test
  void shouldHandTheTraceOnToTheLog() {
    var traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "HH-QS 1", "traceparent", traceparent).expect(200);

    var records = topics.read(TOPIC, shipmentId);

    assertThat(records.getFirst().headers().lastHeader("traceparent")).isNull();
    assertThat(header(records.getLast(), "traceparent")).isEqualTo(traceparent);
  }

  private void travel(String shipmentId) {
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
    dispatcher.release(shipmentId).expect(200);
    for (var code : List.of("PICKED_UP", "DEPARTED", "ARRIVED", "OUT_FOR_DELIVERY", "DELIVERED")) {
      var answer = dispatcher.milestone(shipmentId, code).expect(200);
      assertThat(answer.json().getString("status"))
          .isEqualTo(
              switch (code) {
                case "DEPARTED" -> "IN_TRANSIT";
                case "ARRIVED" -> "AT_FACILITY";
                default -> code;
              });
    }
  }

  private List<String> logged(String shipmentId) {
    return topics.read(TOPIC, shipmentId).stream().map(TopicReader::text).toList();
  }

  private static List<Integer> versions() {
    return IntStream.rangeClosed(1, TYPES.size()).boxed().toList();
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
