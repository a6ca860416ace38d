package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2, which TLS offers beside HTTP/1.1, with the bounds and rules of HTTP/1.1. */
@Timeout(180)
class Http2IT {
  @TempDir private static Path directory;
  private static GatewayProcess gateway;
  private static HttpClient client;
  private static Path cert;

  @BeforeAll
  static void start() {
    var certificate = TestCertificate.make(directory, "http2", "EC");
    cert = certificate.writeCertificate(directory.resolve("cert.pem"));
    var key = certificate.writeKey(directory.resolve("key.pem"));
    gateway =
        GatewayProcess.startFresh(
            "http2",
            Map.of(
                "QUAYSIDE_HTTP_TLS_CERT", cert.toString(),
                "QUAYSIDE_HTTP_TLS_KEY", key.toString(),
                "QUAYSIDE_LIMITS_REQUEST_SECONDS", "3"));
    client =
        HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .sslContext(certificate.trusting())
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    gateway.closeAndForget();
  }

  private static URI uri(String path) {
    return URI.create("https://127.0.0.1:" + gateway.ports().http() + path);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    var builder = request(path);
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return client.send(builder.build(), BodyHandlers.ofString());
  }

  private static HttpRequest post(String path, BodyPublisher body) {
    return request(path).header("Content-Type", "application/json").POST(body).build();
  }

  private static String book() throws Exception {
    var answer =
        client.send(
            post("/v1/shipments", BodyPublishers.ofString(Bodies.booking().encode())),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.version()).isEqualTo(Version.HTTP_2);
    return new JsonObject(answer.body()).getString("shipmentId");
  }

  @Test
  void shouldAnswerManyRequestsOfOneConnection() throws Exception {
    var id = book();
    var path = "/v1/shipments/" + id + "?min-version=1";
    var answers =
        Stream.generate(() -> client.sendAsync(request(path).build(), BodyHandlers.ofString()))
            .limit(80)
            .toList();
    for (var answer : answers) {
      assertThat(answer.join().version()).isEqualTo(Version.HTTP_2);
      assertThat(answer.join().statusCode()).isEqualTo(200);
      assertThat(new JsonObject(answer.join().body()).getString("shipmentId")).isEqualTo(id);
    }
    var first = answers.getFirst().join();
    assertThat(first.headers().firstValue("date")).isPresent();
    assertThat(first.headers().firstValue("x-request-id")).isPresent();
    assertThat(first.headers().firstValue("connection")).isEmpty();
  }

  @Test
  void shouldAnswerHeadAsGetWithoutTheBody() throws Exception {
    var id = book();
    for (var path : List.of("/v1/shipments/" + id + "?min-version=1", "/v1/shipments/none")) {
      var whole = get(path);
      var head =
          client.send(
              request(path).method("HEAD", BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      assertThat(head.version()).isEqualTo(Version.HTTP_2);
      assertThat(head.statusCode()).isEqualTo(whole.statusCode());
      assertThat(head.headers().firstValue("content-length"))
          .contains(Integer.toString(whole.body().getBytes(UTF_8).length));
    }
  }

  @Test
  void shouldKeepTheBoundsOfBodiesHeadsAndTargets() throws Exception {
    var large = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
    var tooLarge =
        client.send(post("/v1/shipments", BodyPublishers.ofString(large)), BodyHandlers.ofString());
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    // Without a length in its head.
    var unannounced =
        client.send(
            post(
                "/v1/shipments",
                BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(200_000)))),
            BodyHandlers.ofString());
    assertThat(unannounced.statusCode()).isEqualTo(413);
    assertThat(get("/" + "x".repeat(5_000)).statusCode()).isEqualTo(414);
    assertThat(refusesHeaderOf(9_000)).isTrue();
    assertThat(get("/v1/shipments/none", "x-long", "x".repeat(4_000)).statusCode()).isEqualTo(404);
    // The connection is as good as before.
    book();
  }

  private static boolean refusesHeaderOf(int bytes) throws Exception {
    try {
      return get("/v1/shipments", "x-long", "x".repeat(bytes)).statusCode() == 431;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void shouldCutOffARequestThatTakesTooLongAndNoOther() throws Exception {
    var stream = events(book());
    var slow = client.sendAsync(post("/v1/shipments", stuck()), BodyHandlers.ofString());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(slow).isCompletedExceptionally());
    assertThatThrownBy(slow::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(get("/v1/shipments").statusCode()).isEqualTo(200);
    // A stream may take as long as it likes.
    assertThat(stream.readLine()).isNotNull();
    stream.close();
  }

  /** A body that begins, and whose end never comes. */
  private static BodyPublisher stuck() {
    return BodyPublishers.fromPublisher(
        subscriber ->
            subscriber.onSubscribe(
                new Subscription() {
                  private boolean begun;

                  @Override
                  public void request(long parts) {
                    if (!begun) {
                      begun = true;
                      subscriber.onNext(ByteBuffer.wrap("{".getBytes(UTF_8)));
                    }
                  }

                  @Override
                  public void cancel() {}
                }));
  }

  @Test
  void shouldStreamEvents() throws Exception {
    var id = book();
    try (var lines = events(id)) {
      var assigned =
          client.send(
              post(
                  "/v1/shipments/" + id + "/carrier-assignment",
                  BodyPublishers.ofString(Bodies.carrier("truck").encode())),
              BodyHandlers.ofString());
      assertThat(assigned.statusCode()).isEqualTo(200);
      assertThat(lines.lines().filter(line -> line.equals("id: 2")).findFirst()).isPresent();
    }
  }

  private static BufferedReader events(String id) throws Exception {
    var answer =
        client.send(
            request("/v1/shipments/" + id + "/stream").build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(Version.HTTP_2);
    return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  @Test
  void shouldOpenWebSocketsOverHttp11() {
    var opened = new CompletableFuture<String>();
    var socket =
        client
            .newWebSocketBuilder()
            .subprotocols("quayside.v1")
            .buildAsync(
                URI.create("wss://127.0.0.1:" + gateway.ports().http() + "/v1/ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    opened.complete(text.toString());
                    return null;
                  }
                })
            .join();
    socket.sendText("{\"op\":\"subscribe\",\"id\":\"1\",\"shipmentId\":\"none\"}", true).join();
    assertThat(opened.join()).contains("\"id\":\"1\"");
    socket.abort();
  }

  @Test
  void shouldBeSpokenByCurl() throws Exception {
    assumeTrue(hasCurl(), "curl with HTTP/2 is not installed");
    assertThat(curl("localhost", "--http2")).isEqualTo("2 200");
    assertThat(curl("localhost", "--http1.1")).isEqualTo("1.1 200");
    // The authority is judged as Host is.
    assertThat(curl("evil.example", "--http2")).isEqualTo("2 403");
    assertThat(curl("evil.example", "--http1.1")).isEqualTo("1.1 403");
  }

  private static boolean hasCurl() throws Exception {
    try {
      var process = new ProcessBuilder("curl", "--version").redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 && said.contains("HTTP2");
    } catch (IOException missing) {
      return false;
    }
  }

  private static String curl(String host, String version) throws Exception {
    int port = gateway.ports().http();
    var command =
        List.of(
            "curl",
            "-s",
            "-k",
            version,
            "--resolve",
            host + ":" + port + ":127.0.0.1",
            "-o",
            "/dev/null",
            "-w",
            "%{http_version} %{http_code}",
            "https://" + host + ":" + port + "/v1/shipments");
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }
}
