package io.quayside.loadtest.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Single calls of JSON at one port, each of which must have the status that the caller expects. */
final class HttpTalk {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI server;

  HttpTalk(int port) {
    server = URI.create("http://127.0.0.1:" + port);
  }

  /**
   * The answer, empty where it has no body; {@code body} may be null, headers are names and values.
   */
  JsonObject call(String method, String path, JsonObject body, int expected, String... headers) {
    var builder =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(WITHIN)
            .header("Content-Type", Talks.JSON)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
    var request = (headers.length == 0 ? builder : builder.headers(headers)).build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != expected) {
        throw new IllegalStateException(
            "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
      }
      return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(method + ' ' + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
