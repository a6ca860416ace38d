package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.BrowserRules;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final ProcessMeters meters = new ProcessMeters();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Future<Void>> answers = new ConcurrentHashMap<>();
  private final List<String> overflows = new CopyOnWriteArrayList<>();
  private ManagementServer server;

  @BeforeEach
  void start() {
    Supplier<Future<Void>> kafka = () -> answers.getOrDefault("kafka", Future.succeededFuture());
    Supplier<Future<Void>> shards = () -> answers.getOrDefault("shards", Future.succeededFuture());
    var settings =
        new ManagementServer.Settings(
            "127.0.0.1",
            0,
            Optional.empty(),
            new EdgeLimits(4, 4, 3_000, 3_000, 1_000, false),
            new BrowserRules(List.of(), List.of(), BrowserRules.Names.KNOWN_UNLESS_OPEN),
            AccessControl.NONE,
            overflows::add,
            context -> List.of());
    server =
        ManagementServer.start(
                vertx, settings, meters.registry(), Map.of("kafka", kafka, "shards", shards))
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    meters.close();
    client.close();
  }

  @Test
  void shouldLive() throws Exception {
    var answer = get("/livez");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void shouldBeReadyWhenEveryCheckIs() throws Exception {
    var answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"up\",\"checks\":"
                + "{\"kafka\":{\"status\":\"up\"},\"shards\":{\"status\":\"up\"}}}");
  }

  @Test
  void shouldSayWhichCheckFails() throws Exception {
    answers.put("shards", Future.failedFuture(new IOException("3 of 12 serve")));
    var answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject(
                """
                {"status":"down","checks":{"kafka":{"status":"up"},
                 "shards":{"status":"down","detail":"3 of 12 serve"}}}\
                """));
  }

  @Test
  void shouldBeReadyWithoutWhatItCanDoWithout() throws Exception {
    answers.put("kafka", Future.failedFuture(new DegradedException("away")));
    var answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonObject("checks").getJsonObject("kafka"))
        .isEqualTo(new JsonObject().put("status", "degraded").put("detail", "away"));
  }

  @Test
  void shouldNotWaitForACheckForEver() throws Exception {
    Promise<Void> never = Promise.promise();
    answers.put("kafka", never.future());
    var answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("no answer within 2 s");
    // A late answer is ignored: nothing is thrown.
    never.complete();
  }

  @Test
  void shouldNotBeReadyWhileItStops() throws Exception {
    server.stopping();
    var answer = get("/readyz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("stopping");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldShowMeasurements() throws Exception {
    meters.registry().counter("commands", "outcome", "accepted").increment();
    var answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body())
        .contains("commands_total{outcome=\"accepted\"} 1.0")
        .contains("jvm_memory_used_bytes")
        .contains("process_uptime_seconds");
  }

  @Test
  void shouldRefuseTheRestWithProblems() throws Exception {
    var nothing = get("/health");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(new JsonObject(nothing.body()).getString("code")).isEqualTo("not-found");
    var post = HttpRequest.newBuilder(uri("/livez")).POST(HttpRequest.BodyPublishers.noBody());
    var refused = client.send(post.build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    assertThat(new JsonObject(refused.body()).getString("type"))
        .isEqualTo("urn:quayside:problem:method-not-allowed");
  }

  @Test
  void shouldBoundConnectionsAndTheirTime() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }
    try (var excess = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      excess
          .getOutputStream()
          .write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(excess.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 503 ")
          .contains("overloaded");
    }
    for (Socket socket : silent) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).as("cut off").isEqualTo(-1);
      socket.close();
    }
    assertThat(overflows).contains("connections", "patience");
    await().untilAsserted(() -> assertThat(get("/livez").statusCode()).isEqualTo(200));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
