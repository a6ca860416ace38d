package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A key that is revoked while three nodes are under load by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {
  private static final int NODES = 3;
  private static final int CALLERS = 4;

  /** The promise is 1 s; a busy machine gets room. */
  private static final Duration WITHIN = Duration.ofSeconds(4);

  private final String bootstrap = Operator.bootstrapKey();
  private Nodes nodes;
  private Operator operator;

  /** An answer to a caller: its status, and when it had come. */
  private record Timed(int status, long nanos) {}

  @BeforeAll
  void start() {
    nodes = Nodes.start("revocation", NODES, Operator.settings(bootstrap));
    operator = new Operator(nodes.first().client(), bootstrap);
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @Test
  void shouldAnswerNothingAndCloseAllWithinASecond() {
    var key =
        operator
            .post("/v1/keys", new JsonObject().put("name", "erp").put("role", "operator"))
            .expect(201);
    var token = bearer(key.json().getString("key"));
    var shipmentId =
        operator.post("/v1/shipments", Bodies.booking()).expect(201).json().getString("shipmentId");
    Queue<Timed> answers = new ConcurrentLinkedQueue<>();
    var stopped = new AtomicBoolean();
    List<CompletableFuture<Void>> load = new ArrayList<>();
    List<LiveClient> sockets = new ArrayList<>();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int node = 0; node < NODES; node++) {
        var client = nodes.get(node).client();
        // A new key, too, reaches the other nodes within a second.
        await().until(() -> client.get("/v1/shipments?limit=1", token).status() == 200);
        sockets.add(client.liveWith(token));
        sockets.getLast().subscribe(shipmentId);
        for (int caller = 0; caller < CALLERS; caller++) {
          load.add(
              CompletableFuture.runAsync(() -> call(client, token, answers, stopped), threads));
        }
      }
      awaitAnswers(answers, 300);
      operator.delete(key.header("Location")).expect(204);
      var revoked = System.nanoTime();
      for (var socket : sockets) {
        assertThat(socket.awaitClose()).isEqualTo(4501);
      }
      assertThat(System.nanoTime() - revoked).isLessThan(WITHIN.toNanos());
      var late = revoked + WITHIN.toNanos();
      await().until(() -> System.nanoTime() - late > WITHIN.toNanos());
      stopped.set(true);
      load.forEach(CompletableFuture::join);

      assertThat(answers.stream().filter(each -> each.nanos - late > 0).map(Timed::status))
          .hasSizeGreaterThan(10)
          .containsOnly(401);
      assertThat(answers.stream().map(Timed::status)).contains(200).containsOnly(200, 401);
    } finally {
      // Before the threads are waited for: they call until then.
      stopped.set(true);
      threads.close();
      sockets.forEach(LiveClient::close);
    }
  }

  private static void call(
      Client client, String[] token, Queue<Timed> answers, AtomicBoolean stopped) {
    while (!stopped.get()) {
      var status = client.get("/v1/shipments?limit=1", token).status();
      answers.add(new Timed(status, System.nanoTime()));
    }
  }

  private static void awaitAnswers(Queue<Timed> answers, int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> answers.size() >= count);
  }
}
