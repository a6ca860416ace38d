package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shipment's positions page by page, by time, and compressed. */
@Timeout(180)
@ExtendWith(SharedGateway.class)
class PositionPagesIT {
  private static final int COUNT = 25;

  private final int port;
  private final Client client;
  private final Dispatcher dispatcher;

  PositionPagesIT(GatewayProcess gateway) {
    port = gateway.ports().http();
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldListEachPositionOnceOverAllPages() {
    var path = reported();
    List<Long> seen = new ArrayList<>();
    String next = "";
    do {
      var page = client.get(path + "?limit=7" + next).expect(200).json();
      sequences(page).forEach(seen::add);
      next = page.containsKey("next") ? "&after=" + page.getString("next") : null;
    } while (next != null);
    assertThat(seen)
        .containsExactlyElementsOf(
            LongStream.range(0, COUNT).map(i -> COUNT - 1 - i).boxed().toList());
  }

  @Test
  void shouldListThoseOfATime() {
    var path = reported();
    var since = "?since=2025-01-06T00:00:05Z&until=2025-01-06T00:00:08%2B00:00";
    var page = client.get(path + since).expect(200).json();
    assertThat(sequences(page)).containsExactly(7L, 6L, 5L);
    assertThat(page.containsKey("next")).isFalse();
    client.get(path + "?since=yesterday").expectProblem(422, "validation-failed");
    client.get(path + "?after=%21").expectProblem(422, "validation-failed");
  }

  @Test
  void shouldCompressForWhoTakesIt() throws Exception {
    var path = reported();
    var plain = client.get(path);
    var uri = URI.create("http://127.0.0.1:" + port + path);
    var request = HttpRequest.newBuilder(uri).header("Accept-Encoding", "br, gzip;q=0.8").build();
    HttpResponse<byte[]> packed;
    try (var http = HttpClient.newHttpClient()) {
      packed = http.send(request, BodyHandlers.ofByteArray());
    }
    assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(packed.headers().firstValue("vary").orElseThrow())
        .isEqualToIgnoringCase("accept-encoding");
    assertThat(packed.body().length).isLessThan(plain.body().length / 3);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(plain.text());
    }
    assertThat(client.get(path, "Accept-Encoding", "gzip;q=0").text()).isEqualTo(plain.text());
    assertThat(client.get(path + "?limit=1", "Accept-Encoding", "gzip").text())
        .startsWith("{\"items\":[");
  }

  private String reported() {
    var shipmentId = dispatcher.book();
    for (int i = 0; i < COUNT; i++) {
      var update =
          Bodies.position("ship.7", i).put("observedAt", "2025-01-06T00:00:%02dZ".formatted(i));
      assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted");
    }
    var path = "/v1/shipments/" + shipmentId + "/positions";
    await().until(() -> sequences(client.get(path).expect(200).json()).size() == COUNT);
    return path;
  }

  private static List<Long> sequences(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getLong("sequence"))
        .toList();
  }
}
