package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.contract.HttpContract;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks HTTP to one gateway, and holds every answer against the published document. Headers are
 * given as names and values in turn.
 */
public final class Client implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Ports ports;

  public Client(Ports ports) {
    this.ports = ports;
  }

  public Answer get(String path, String... headers) {
    return sent(request(ports.http(), path).GET(), headers).join();
  }

  /** A GET at the management port. */
  public Answer management(String path) {
    return exchanged(request(ports.management(), path).GET()).join();
  }

  /** The sum of a metric's samples whose lines begin so: its name, and labels in their order. */
  public double metric(String sample) {
    return management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A request at the management port, with a JSON body or, where it is null, with none. */
  public Answer management(String method, String path, JsonObject body, String... headers) {
    var request = with(request(ports.management(), path), headers);
    request.method(
        method,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode(), UTF_8));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return sent(request).join();
  }

  public Answer post(String path, JsonObject body, String... headers) {
    return postAsync(path, body, headers).join();
  }

  /** The answer; fails where the connection does. */
  public CompletableFuture<Answer> postAsync(String path, JsonObject body, String... headers) {
    return send("POST", path, body.encode().getBytes(UTF_8), "application/json", headers);
  }

  /** A request with whatever body and media type; null for none. */
  public CompletableFuture<Answer> send(
      String method, String path, byte[] body, String mediaType, String... headers) {
    var request = request(ports.http(), path);
    request.method(
        method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (mediaType != null) {
      request.header("Content-Type", mediaType);
    }
    return sent(request, headers);
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(ANSWER_WITHIN);
  }

  /** The answer, once it is known to be one that the document describes. */
  private CompletableFuture<Answer> sent(HttpRequest.Builder request, String... headers) {
    var described = with(request, headers).build();
    return exchanged(request)
        .thenApply(
            answer -> {
              HttpContract.check(
                  described.method(),
                  described.uri().getRawPath(),
                  answer.status(),
                  answer.headers(),
                  answer.body());
              return answer;
            });
  }

  private CompletableFuture<Answer> exchanged(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Answer::of);
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  /** Whether the gateway says that it is; false also where nobody answers. */
  boolean ready() throws InterruptedException {
    try {
      var request = request(ports.management(), "/readyz").timeout(Duration.ofSeconds(3)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** A shipment's stream of Server-Sent Events; the query begins with its question mark. */
  public EventStreamClient stream(String shipmentId, String query, String... headers) {
    return follow("/v1/shipments/" + shipmentId + "/stream" + query, headers);
  }

  /** A stream of all that the caller may read, or what the query narrows it to. */
  public EventStreamClient streamAll(String query, String... headers) {
    return follow("/v1/stream" + query, headers);
  }

  private EventStreamClient follow(String path, String... headers) {
    var request = with(request(ports.http(), path).GET(), headers).build();
    var response = http.sendAsync(request, BodyHandlers.ofInputStream()).join();
    if (response.statusCode() != 200) {
      throw new AssertionError("a stream was answered with " + response.statusCode());
    }
    return new EventStreamClient(response);
  }

  /** A POST whose body the test sends piece by piece. */
  public SlowRequest slowly(String path, String mediaType) throws IOException {
    return SlowRequest.open(ports.http(), path, mediaType);
  }

  /** A WebSocket of the gateway's subprotocol. */
  public LiveClient live() {
    return LiveClient.connect(http, ports.http(), "quayside.v1");
  }

  /** A WebSocket whose handshake has headers, given as names and values in turn. */
  public LiveClient liveWith(String... headers) {
    var builder = http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return LiveClient.connect(builder, ports.http(), "quayside.v1");
  }

  /** A WebSocket that offers these subprotocols, or none. */
  public LiveClient liveOffering(String... subprotocols) {
    return LiveClient.connect(http, ports.http(), subprotocols);
  }

  /** A WebSocket for many frames, of which so many may be unanswered at once. */
  public Pipeline pipeline(int unanswered) {
    return Pipeline.connect(http, ports.http(), unanswered);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
