package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.EventStreamClient;
import io.quayside.gateway.harness.EventStreamClient.Sent;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shipments, live, as Server-Sent Events. */
@ExtendWith(SharedGateway.class)
class EventStreamIT {
  private static final String LAST = "Last-Event-ID";
  private static final int COMMANDS = 150;

  private final Client client;
  private final Dispatcher dispatcher;

  EventStreamIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldStartWithTheSnapshotAndGoOnFromIt() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.view(shipmentId, 3);
    try (var stream = client.stream(shipmentId, "")) {
      var snapshot = stream.awaitFirst();

      assertThat(snapshot.event()).isEqualTo("snapshot");
      assertThat(snapshot.data())
          .isEqualTo(client.get("/v1/shipments/" + shipmentId).expect(200).text());
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      dispatcher.milestone(shipmentId, "ARRIVED").expect(200);
      stream.awaitVersion(5);
      assertThat(stream.versions()).containsExactly(4, 5);
      assertThat(stream.sent()).hasSize(3);
    }
  }

  @Test
  void shouldSayWhatItIsAndThatNobodyShallKeepIt() throws IOException {
    var shipmentId = dispatcher.book();
    try (var fresh = client.stream(shipmentId, "");
        var resumed = client.stream(shipmentId, "?positions=false", LAST, "1")) {
      for (var stream : List.of(fresh, resumed)) {
        assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
        assertThat(stream.header("cache-control")).isEqualTo("no-store");
        assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
        assertThat(stream.header("content-length")).isNull();
      }
    }
  }

  @Test
  void shouldSendTheBytesOfTheHistory() throws IOException {
    var booking = Bodies.booking().put("shipper", "Größe & Söhne 東京 🚢\n\"quoted\"");
    var shipmentId = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
    try (var stream = client.stream(shipmentId, "", LAST, "0")) {
      // Two come from the history, one live.
      stream.awaitVersion(2);
      dispatcher.release(shipmentId).expect(200);
      var events = stream.awaitVersion(3);

      dispatcher.view(shipmentId, 3);
      var history = client.get("/v1/shipments/" + shipmentId + "/events").expect(200).text();
      assertThat(
              events.stream()
                  .map(Sent::data)
                  .collect(Collectors.joining(",", "{\"items\":[", "]}")))
          .isEqualTo(history);
      assertThat(events.stream().map(Sent::event)).containsOnly("event");
      assertThat(stream.versions()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldSendNothingTwiceToWhoHasItAll() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var stream = client.stream(shipmentId, "", LAST, "3")) {
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      stream.awaitVersion(4);

      assertThat(stream.sent()).hasSize(1);
    }
  }

  @Test
  void shouldResumeAfterTheVersionOfTheQuery() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var stream = client.stream(shipmentId, "?after=1")) {
      stream.awaitVersion(3);

      assertThat(stream.versions()).containsExactly(2, 3);
      assertThat(stream.sent()).hasSize(2);
    }
  }

  @Test
  void shouldTakeTheHeaderBeforeTheQuery() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    // A browser's EventSource keeps its URL when it comes again, and adds the header.
    try (var stream = client.stream(shipmentId, "?after=0", LAST, "2")) {
      stream.awaitVersion(3);

      assertThat(stream.versions()).containsExactly(3);
    }
  }

  @Test
  void shouldTakeAnEmptyLastEventIdForNone() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var fresh = client.stream(shipmentId, "", LAST, "");
        var resumed = client.stream(shipmentId, "?after=2", LAST, "")) {
      assertThat(fresh.awaitFirst().event()).isEqualTo("snapshot");
      resumed.awaitVersion(3);
      assertThat(resumed.versions()).containsExactly(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 999999999", "?after=2147483647, ''", "?after=4, ''"})
  void shouldStartAfreshWhoIsAheadOfTheLog(String query, String last) throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    try (var stream = client.stream(shipmentId, query, LAST, last)) {
      var snapshot = stream.awaitFirst();

      assertThat(snapshot.event()).isEqualTo("snapshot");
      assertThat(snapshot.data())
          .isEqualTo(client.get("/v1/shipments/" + shipmentId).expect(200).text());
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);
      stream.awaitVersion(4);
      assertThat(stream.versions()).containsExactly(4);
    }
  }

  @Test
  void shouldLeaveNoHoleForWhoBreaksOffAndResumesWhileCommandsRun() throws IOException {
    var shipmentId = dispatcher.book();
    var commands = inTurn(shipmentId, COMMANDS);
    List<Integer> versions = new ArrayList<>(List.of(0));
    int connections = 0;
    while (versions.getLast() <= COMMANDS) {
      try (var stream = client.stream(shipmentId, "", LAST, versions.getLast().toString())) {
        stream.awaitFirst("event");
        versions.addAll(stream.versions());
        connections++;
      }
    }
    commands.join();

    assertThat(versions).isEqualTo(IntStream.rangeClosed(0, COMMANDS + 1).boxed().toList());
    assertThat(connections).isGreaterThan(2);
  }

  @Test
  void shouldSendPositionsOnlyToWhoAskedForThem() throws IOException {
    var shipmentId = dispatcher.book();
    try (var tracking = client.stream(shipmentId, "?positions=true");
        var silent = client.stream(shipmentId, "?positions=false");
        var plain = client.stream(shipmentId, "")) {
      for (var stream : List.of(tracking, silent, plain)) {
        stream.awaitFirst("snapshot");
      }
      dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
      var position = tracking.awaitFirst("position");
      dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);

      assertThat(position.id()).isNull();
      // The read models may be behind what is pushed.
      await()
          .until(
              () -> client.get("/v1/shipments/" + shipmentId + "/positions").expect(200).text(),
              ("{\"items\":[" + position.data() + "]}")::equals);
      assertThat(kinds(tracking, 2)).containsExactly("snapshot", "position", "event");
      assertThat(kinds(silent, 2)).containsExactly("snapshot", "event");
      assertThat(kinds(plain, 2)).containsExactly("snapshot", "event");
    }
  }

  /** The kinds of what has come up to a version. */
  private static List<String> kinds(EventStreamClient stream, int version) {
    return stream.awaitVersion(version).stream().map(Sent::event).toList();
  }

  @Test
  void shouldTellOnceWhereTheShipmentIs() throws IOException {
    var shipmentId = dispatcher.bookAndPickUp();
    dispatcher.track(shipmentId, Bodies.position("truck-1", 1)).expect(202);
    dispatcher.track(shipmentId, Bodies.position("truck-1", 2)).expect(202);
    var newest = dispatcher.awaitPosition(shipmentId, 2);
    try (var fresh = client.stream(shipmentId, "?positions=true");
        var resumed = client.stream(shipmentId, "?positions=true", LAST, "1");
        var plain = client.stream(shipmentId, "")) {
      assertThat(fresh.awaitFirst().data())
          .isEqualTo(client.get("/v1/shipments/" + shipmentId).expect(200).text())
          .contains("\"lastPosition\":{");
      dispatcher.track(shipmentId, Bodies.position("truck-1", 3)).expect(202);
      dispatcher.milestone(shipmentId, "DEPARTED").expect(200);

      assertThat(kinds(fresh, 4)).containsExactly("snapshot", "position", "position", "event");
      assertThat(kinds(resumed, 4))
          .containsExactly("position", "event", "event", "position", "event");
      assertThat(kinds(plain, 4)).containsExactly("snapshot", "event");
      for (var stream : List.of(fresh, resumed)) {
        var first = stream.awaitFirst("position");
        assertThat(first.id()).isNull();
        assertThat(first.data()).isEqualTo(newest);
      }
    }
  }

  @Test
  void shouldForgetWhoLeaves() throws IOException {
    // Those of the tests before are gone, or will be.
    await().until(this::subscribers, count -> count == 0);
    var shipmentId = dispatcher.book();
    try (var resumed = client.stream(shipmentId, "?positions=true", LAST, "1")) {
      try (var fresh = client.stream(shipmentId, "");
          var live = client.live()) {
        resumed.awaitComment();
        fresh.awaitFirst("snapshot");
        live.subscribe(shipmentId);
        assertThat(subscribers()).isEqualTo(3);
      }
      await().until(this::subscribers, count -> count == 1);
      dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
      resumed.awaitVersion(2);
    }
    await().until(this::subscribers, count -> count == 0);
    client.get("/v1/shipments/0123456789ABCDEFGHJKMNPQRS/stream").expect(404);
    assertThat(subscribers()).isZero();
  }

  private double subscribers() {
    return client
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_subscribers"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSendACommentWhileNothingHappens() throws IOException {
    try (var stream = client.stream(dispatcher.book(), "")) {
      stream.awaitFirst("snapshot");

      assertThat(stream.awaitComment()).startsWith(":");
      assertThat(stream.sent()).hasSize(1);
    }
  }

  /** So many commands to one shipment, each sent when the one before is answered. */
  private CompletableFuture<Void> inTurn(String shipmentId, int count) {
    return count == 0
        ? CompletableFuture.completedFuture(null)
        : dispatcher
            .assignCarrierAsync(shipmentId, "V" + count)
            .thenCompose(
                answer -> {
                  answer.expect(200);
                  return inTurn(shipmentId, count - 1);
                });
  }
}
