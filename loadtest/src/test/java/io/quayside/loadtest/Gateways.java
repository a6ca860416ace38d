package io.quayside.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Are the gateways there? A run against nothing would only report that everything failed. */
final class Gateways {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Gateways() {}

  /** Says which of them doesn't answer as a gateway does. */
  static void checkAlive(List<String> baseUrls, Credentials credentials) {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      for (String baseUrl : baseUrls) {
        int status = ask(client, baseUrl, credentials);
        if (status != 200) {
          throw new SettingsException(
              "baseUrl must be that of a gateway; %s answers its list of shipments with %d"
                  .formatted(baseUrl, status));
        }
      }
    }
  }

  private static int ask(HttpClient client, String baseUrl, Credentials credentials) {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/v1/shipments?limit=1")).timeout(PATIENCE);
    credentials.headers().forEach(request::header);
    try {
      HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
      return answer.statusCode();
    } catch (IOException e) {
      throw new SettingsException("no gateway answers at %s: %s".formatted(baseUrl, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SettingsException("interrupted while asking " + baseUrl);
    }
  }
}
