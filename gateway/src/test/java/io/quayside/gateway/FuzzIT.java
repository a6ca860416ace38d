package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Mutator;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Spoiled bodies, batches, requests and frames by the thousands. Whatever they say, the gateway
 * answers none with a fault of its own, logs nothing, keeps nothing, and another client notices
 * nothing. {@code -Dfuzz.seed} repeats a run, {@code -Dfuzz.runs} makes a longer one.
 */
@ExtendWith(SharedGateway.class)
class FuzzIT {
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int RUNS = Integer.getInteger("fuzz.runs", 4_000);
  private static final int AT_ONCE = 32;
  private static final int LINES = 50;
  private static final int ANSWER_WITHIN_MILLIS = 20_000;
  private static final long MOST_GROWTH_BYTES = 48L << 20;

  /** RFC 6455's code of a server that failed; it may echo any other that a spoiled frame had. */
  private static final int INTERNAL_ERROR = 1011;

  private final Mutator mutator = new Mutator(SEED);
  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;
  private final AtomicBoolean over = new AtomicBoolean();
  private String shipmentId;
  private CompletableFuture<Integer> bystander;
  private long heapBefore;

  FuzzIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @BeforeEach
  void startTheBystander() {
    shipmentId = dispatcher.bookAndPickUp();
    heapBefore = gateway.heapInUse();
    bystander = CompletableFuture.supplyAsync(this::bookOnAndOn);
  }

  private int bookOnAndOn() {
    int booked = 0;
    for (; !over.get(); booked++) {
      dispatcher.view(dispatcher.book(), 1);
    }
    return booked;
  }

  @AfterEach
  void shouldHaveHarmedNobody() {
    over.set(true);
    assertThat(bystander.join()).as("another client's bookings, seed %d", SEED).isPositive();
    assertThat(gateway.complaints()).as("the log, seed %d", SEED).isEmpty();
    assertThat(gateway.heapInUse() - heapBefore)
        .as("growth of the heap in bytes, seed %d", SEED)
        .isLessThan(MOST_GROWTH_BYTES);
  }

  @Test
  void shouldAnswerSpoiledBodies() {
    var paths =
        List.of(
            "", "/%s/carrier-assignment", "/%s/milestones", "/%s/cancellation", "/%s/positions");
    inCrowds(
        RUNS,
        () -> {
          var path = "/v1/shipments" + mutator.oneOf(paths).formatted(shipmentId);
          return client.send("POST", path, mutator.spoil(body()), "application/json");
        });
  }

  @Test
  void shouldAnswerSpoiledBatches() {
    inCrowds(
        RUNS / LINES,
        () -> {
          var batch = new ByteArrayOutputStream();
          for (int line = 0; line < LINES; line++) {
            batch.writeBytes(mutator.spoil(update()));
            batch.write('\n');
          }
          return client.send("POST", "/v1/positions", batch.toByteArray(), "application/x-ndjson");
        });
  }

  @Test
  void shouldAnswerOrCutOffSpoiledRequests() throws IOException {
    for (int run = 0; run < RUNS / 4; run++) {
      var answer = exchange(mutator.spoil(request()));
      if (!answer.isEmpty()) {
        assertThat(answer)
            .as("seed %d, run %d", SEED, run)
            .matches("(?s)HTTP/1\\.[01] ([1234]..|501) .*");
      }
    }
  }

  @Test
  void shouldAnswerSpoiledMessages() throws IOException {
    for (int run = 0; run < RUNS; run += LINES) {
      try (var socket = new RawWebSocket(gateway.ports().http())) {
        for (int i = 0; i < LINES; i++) {
          socket.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, true, mutator.spoil(message())));
        }
        shouldHaveNoFaultsOfTheGateway(socket, run);
      }
    }
  }

  @Test
  void shouldAnswerOrCloseOnSpoiledFrames() throws IOException {
    for (int run = 0; run < RUNS / 8; run++) {
      try (var socket = new RawWebSocket(gateway.ports().http())) {
        for (int i = 0; i < 8; i++) {
          int opcode = mutator.oneOf(List.of(0, 1, 1, 1, 2, 8, 9, 10, 3, 15));
          var frame = RawWebSocket.frame(opcode, mutator.below(3) > 0, message());
          socket.sendBytes(mutator.spoil(frame));
        }
        shouldHaveNoFaultsOfTheGateway(socket, run);
      }
    }
  }

  /** Reads until a pong shows that all is answered, or the gateway has closed or waits for more. */
  private void shouldHaveNoFaultsOfTheGateway(RawWebSocket socket, int run) throws IOException {
    try {
      socket.sendText("{\"op\":\"ping\",\"id\":\"the last\"}");
      // What a cut frame still waits for is filled up, so that the gateway has nothing to wait for.
      socket.sendBytes(mutator.random(300));
      socket.endOutput();
      for (var frame = socket.read(); frame.isPresent(); frame = socket.read()) {
        if (frame.get().opcode() == RawWebSocket.CLOSE) {
          int code = frame.get().payload().length == 0 ? 1005 : frame.get().closeCode();
          assertThat(code).as("seed %d, run %d", SEED, run).isNotEqualTo(INTERNAL_ERROR);
          return;
        }
        if (frame.get().opcode() == RawWebSocket.TEXT) {
          var answer = frame.get().json();
          assertThat(answer.getString("code")).isNotEqualTo("internal-error");
          assertThat(answer.getInteger("status", 0)).as(answer.encode()).isLessThan(500);
        }
      }
    } catch (SocketException alreadyClosed) {
      // It was closed while we still wrote, and with what we sent last unread it is a reset.
    }
  }

  private void inCrowds(int runs, Supplier<CompletableFuture<Answer>> attempt) {
    for (int run = 0; run < runs; run += AT_ONCE) {
      var answers = IntStream.range(0, AT_ONCE).mapToObj(i -> attempt.get()).toList();
      for (var answer : answers) {
        var given = answer.join();
        assertThat(given.status()).as("seed %d: %s", SEED, given.text()).isBetween(200, 499);
      }
    }
  }

  private byte[] body() {
    var bodies = new ArrayList<JsonObject>();
    bodies.add(Bodies.booking());
    bodies.add(Bodies.carrier("V"));
    bodies.add(Bodies.milestone("ARRIVED"));
    bodies.add(new JsonObject().put("reason", "Würfel 🎲"));
    bodies.add(Bodies.position("truck", mutator.below(100)));
    return mutator.oneOf(bodies).encode().getBytes(UTF_8);
  }

  private byte[] update() {
    var update = Bodies.position("truck", mutator.below(100_000)).put("shipmentId", shipmentId);
    return update.encode().getBytes(UTF_8);
  }

  private byte[] message() {
    var update = new JsonObject(new String(update(), UTF_8));
    var frame = new JsonObject().put("id", "i" + mutator.below(100));
    switch (mutator.below(5)) {
      case 0 ->
          frame.put("op", "command").put("name", "BookShipment").put("body", Bodies.booking());
      case 1 ->
          frame
              .put("op", "command")
              .put("name", "RecordMilestone")
              .put("shipmentId", shipmentId)
              .put("ifMatch", mutator.below(5))
              .put("body", Bodies.milestone("ARRIVED"));
      case 2 -> frame.put("op", "positions").put("updates", List.of(update, update));
      case 3 -> frame.put("op", "subscribe").put("shipmentId", shipmentId).put("after", 1);
      default -> frame.put("op", "ping");
    }
    return frame.encode().getBytes(UTF_8);
  }

  private byte[] request() {
    var body = body();
    var requests =
        List.of(
            """
            GET /v1/shipments/%1$s?min-version=1 HTTP/1.1
            Host: a
            If-None-Match: "1"

            """,
            """
            GET /v1/shipments?limit=3&status=BOOKED HTTP/1.1
            Host: a

            """,
            """
            GET /v1/shipments/%1$s/stream HTTP/1.1
            Host: a
            Last-Event-ID: 9

            """,
            """
            GET /v1/ws HTTP/1.1
            Host: a
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """,
            """
            POST /v1/shipments HTTP/1.1
            Host: a
            Content-Type: application/json
            Idempotency-Key: k
            Content-Length: %2$d

            %3$s\
            """,
            """
            POST /v1/positions HTTP/1.1
            Host: a
            Content-Type: application/x-ndjson
            Transfer-Encoding: chunked

            %2$x
            %3$s
            0

            """);
    return mutator
        .oneOf(requests)
        .formatted(shipmentId, body.length, new String(body, UTF_8))
        .replace("\n", "\r\n")
        .getBytes(UTF_8);
  }

  /** What comes back, if anything: to a request that is cut short nothing does. */
  private String exchange(byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.ports().http())) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }
}
