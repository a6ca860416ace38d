package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Subscribers that stop reading while 100,000 events and positions flow: those who miss an event
 * are closed and resume without a hole, those who miss only positions get the newest ones, and the
 * gateway, which has a heap of 512 MiB, holds neither for long.
 */
@ExtendWith(SharedGateway.class)
class SlowSubscriberIT {
  /** What they do not read would fill the heap, were it kept for each of them. */
  private static final int STUCK = 24;

  private static final int SHIPMENTS = 100;
  private static final int EVENTS_EACH = 100;
  private static final int POSITIONS_EACH = 450;
  private static final int BATCH = 5_000;

  private final int port;
  private final Client client;
  private final Dispatcher dispatcher;

  SlowSubscriberIT(GatewayProcess gateway) {
    port = gateway.ports().http();
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldKeepItsMemoryAndLoseNoVersionWhileSubscribersDoNotRead() throws IOException {
    var moving = IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
    var tracked = IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
    List<RawWebSocket> stuck = new ArrayList<>();
    try (var trackers = subscribed(tracked, true)) {
      report(tracked);
      shouldHaveTheNewestPositionsOnly(trackers, tracked);

      // Not before: whoever does not answer a heartbeat is closed for that.
      for (int i = 0; i < STUCK; i++) {
        stuck.add(subscribed(moving, true));
      }

      var positions = CompletableFuture.runAsync(() -> report(moving));
      var events = moving.stream().map(id -> inTurn(id, EVENTS_EACH)).toList();
      events.forEach(CompletableFuture::join);
      positions.join();

      shouldResumeWithEveryVersion(stuck.getFirst(), moving);
      for (var other : stuck.subList(1, stuck.size())) {
        assertThat(readToTheClose(other, new HashMap<>())).isEqualTo(4008);
      }
    } finally {
      for (var socket : stuck) {
        socket.close();
      }
    }
  }

  private RawWebSocket subscribed(List<String> shipments, boolean positions) throws IOException {
    var socket = new RawWebSocket(port);
    for (var shipmentId : shipments) {
      var subscribe = new JsonObject().put("op", "subscribe").put("shipmentId", shipmentId);
      socket.sendText(subscribe.put("positions", positions).encode());
    }
    for (int i = 0; i < shipments.size(); i++) {
      assertThat(socket.readJson().getString("op")).isEqualTo("subscribed");
    }
    return socket;
  }

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

  /** Reports a device's way for each shipment, shipment by shipment in turn. */
  private void report(List<String> shipments) {
    var observedAt = Bodies.now();
    var lines =
        IntStream.rangeClosed(1, POSITIONS_EACH)
            .boxed()
            .flatMap(
                sequence ->
                    shipments.stream()
                        .map(
                            id ->
                                Bodies.position("truck", sequence, observedAt)
                                    .put("shipmentId", id)))
            .map(JsonObject::encode)
            .toList();
    for (int from = 0; from < lines.size(); from += BATCH) {
      var batch = lines.subList(from, from + BATCH).stream().collect(joining("\n"));
      var answer =
          client
              .send("POST", "/v1/positions", batch.getBytes(UTF_8), "application/x-ndjson")
              .join()
              .expect(200);
      assertThat(answer.json().getInteger("accepted")).as(answer.text()).isEqualTo(BATCH);
    }
  }

  /** Reads on, and finds fewer than were reported, but of each shipment the last. */
  private static void shouldHaveTheNewestPositionsOnly(RawWebSocket socket, List<String> shipments)
      throws IOException {
    socket.nudgeWhenSilent();
    Map<String, Integer> last = new HashMap<>();
    int frames = 0;
    while (last.size() < shipments.size()
        || !last.values().stream().allMatch(sequence -> sequence == POSITIONS_EACH)) {
      var frame = socket.readJson();
      if ("position".equals(frame.getString("op"))) {
        frames++;
        var sequence = frame.getJsonObject("position").getInteger("sequence");
        var former = last.put(frame.getString("shipmentId"), sequence);
        assertThat(former == null || former < sequence).isTrue();
      }
    }
    assertThat(frames).isLessThan(SHIPMENTS * POSITIONS_EACH);
  }

  private void shouldResumeWithEveryVersion(RawWebSocket socket, List<String> shipments)
      throws IOException {
    Map<String, Integer> last = new HashMap<>();
    shipments.forEach(id -> last.put(id, 1));
    assertThat(readToTheClose(socket, last)).isEqualTo(4008);
    assertThat(last.values()).as("some were missed").anyMatch(version -> version <= EVENTS_EACH);

    try (var resumed = new RawWebSocket(port)) {
      for (var shipmentId : shipments) {
        var subscribe = new JsonObject().put("op", "subscribe").put("shipmentId", shipmentId);
        resumed.sendText(subscribe.put("after", last.get(shipmentId)).encode());
      }
      while (last.values().stream().anyMatch(version -> version <= EVENTS_EACH)) {
        follow(resumed.readJson(), last);
      }
    }
  }

  /** Reads what had been sent before it was closed; the answer is the code. */
  private static int readToTheClose(RawWebSocket socket, Map<String, Integer> last)
      throws IOException {
    socket.nudgeWhenSilent();
    for (var frame = socket.read(); frame.isPresent(); frame = socket.read()) {
      if (frame.get().opcode() == RawWebSocket.CLOSE) {
        return frame.get().closeCode();
      }
      if (frame.get().opcode() == RawWebSocket.TEXT) {
        follow(frame.get().json(), last);
      }
    }
    throw new AssertionError("it ended without a close frame");
  }

  /** Each event has to be the one after the last that came. */
  private static void follow(JsonObject frame, Map<String, Integer> last) {
    if ("subscribed".equals(frame.getString("op"))) {
      assertThat(frame.getBoolean("recovered")).as(frame.encode()).isTrue();
    } else if ("event".equals(frame.getString("op"))) {
      var version = frame.getJsonObject("event").getInteger("shipmentversion");
      var former = last.put(frame.getString("shipmentId"), version);
      assertThat(former == null || version == former + 1).as("%s → %s", former, version).isTrue();
    } else {
      assertThat(frame.getString("op")).isEqualTo("position");
    }
  }
}
