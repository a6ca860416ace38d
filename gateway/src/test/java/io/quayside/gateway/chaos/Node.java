package io.quayside.gateway.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** A gateway as its clients see it. What is asked of it may stay without an answer. */
final class Node {
  /** A gateway answers a write within 5 s, so who has heard nothing by now asks another one. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration MANAGEMENT_ANSWERS_WITHIN = Duration.ofSeconds(4);
  private static final Pattern SHARD =
      Pattern.compile("^quayside_hot_shipments\\{shard=\"(\\d+)\"", Pattern.MULTILINE);

  private final Host host;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  Node(Host host) {
    this.host = host;
  }

  /**
   * What came of a request.
   *
   * @param status 0 where there was no answer; then the body says why
   */
  record Reply(int status, boolean replayed, String body) {
    boolean accepted() {
      return status / 100 == 2;
    }

    JsonObject json() {
      return new JsonObject(body);
    }

    /** Whether the gateway says, or its silence means, that it is safe and right to ask again. */
    boolean promisesNothing() {
      return status == 0 || status >= 500 || (status == 409 && body.contains("command-in-flight"));
    }
  }

  String name() {
    return host.name();
  }

  /** Sends a write; an empty key is left out. */
  Reply post(String path, JsonObject body, String key) {
    var request =
        request(host.ports().http(), path, PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return reply(request.build());
  }

  /** As {@link #post}. */
  Reply put(String path, JsonObject body, String key) {
    return reply(
        request(host.ports().http(), path, PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .PUT(BodyPublishers.ofString(body.encode()))
            .build());
  }

  Reply get(String path) {
    return reply(request(host.ports().http(), path, PATIENCE).build());
  }

  boolean ready() {
    return management("/readyz").status() == 200;
  }

  /** The shards that run here, as its metrics tell; none where it does not answer. */
  Set<Integer> shards() {
    var shards = new TreeSet<Integer>();
    var found = SHARD.matcher(management("/metrics").body());
    while (found.find()) {
      shards.add(Integer.parseInt(found.group(1)));
    }
    return shards;
  }

  Reply management(String path) {
    return reply(request(host.ports().management(), path, MANAGEMENT_ANSWERS_WITHIN).build());
  }

  CompletableFuture<WebSocket> live(WebSocket.Listener listener) {
    return http.newWebSocketBuilder()
        .subprotocols("quayside.v1")
        .connectTimeout(CONNECT_WITHIN)
        .buildAsync(
            URI.create("ws://%s:%d/v1/ws".formatted(host.address(), host.ports().http())),
            listener);
  }

  private HttpRequest.Builder request(int port, String path, Duration patience) {
    return HttpRequest.newBuilder(
            URI.create("http://%s:%d%s".formatted(host.address(), port, path)))
        .timeout(patience);
  }

  private Reply reply(HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofString(UTF_8));
      var replayed = response.headers().firstValue("Idempotency-Replayed").isPresent();
      return new Reply(response.statusCode(), replayed, response.body());
    } catch (IOException e) {
      return new Reply(0, false, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
