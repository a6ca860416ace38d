package io.quayside.gateway.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A context that only its own folder and one line in a list know of works through every door, in
 * the log, in the read models and in pushes. The published documents do not know its operation,
 * hence a plain client.
 */
class TrialContextIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private GatewayProcess gateway =
      GatewayProcess.startFresh("trial-context", TrialMain.class, Ports.free(), Map.of());

  @BeforeEach
  void createTable() throws SQLException {
    execute(
        "create table inspections (shipment_id text, number int, reason text,"
            + " requested_at timestamptz, version int, primary key (shipment_id, number))");
  }

  @AfterEach
  void stopGateway() {
    gateway.closeAndForget();
    client.close();
  }

  @Test
  void shouldDecideLogProjectAndPushItsEvents() throws Exception {
    var id = post("/v1/shipments", Bodies.booking().encode()).getString("shipmentId");
    var frames = new LinkedBlockingDeque<JsonObject>();
    var socket = subscribe(id, frames);

    // over HTTP, beside the shipment's own commands
    var first = post("/v1/shipments/" + id + "/inspections", "{\"reason\":\"seal broken\"}");
    assertThat(first.getString("type")).isEqualTo("inspection.requested.v2");
    assertThat(first.getInteger("version")).isEqualTo(2);
    assertThat(first.getString("status")).isEqualTo("BOOKED");
    // over WebSocket
    socket
        .sendText(
            "{\"op\":\"command\",\"id\":\"c1\",\"name\":\"RequestInspection\",\"shipmentId\":\""
                + id
                + "\",\"body\":{\"reason\":\"wet\"}}",
            true)
        .join();
    var outcome = next(frames, "outcome");
    assertThat(outcome.getInteger("status")).isEqualTo(200);
    assertThat(outcome.getJsonObject("body").getInteger("version")).isEqualTo(3);

    // pushed, in the log, and in the history
    assertThat(List.of(next(frames, "event"), next(frames, "event")))
        .extracting(frame -> frame.getJsonObject("event").getJsonObject("data").getString("reason"))
        .containsExactly("seal broken", "wet");
    assertThat(gateway.topics().readAll("shipment-events"))
        .filteredOn(record -> record.key().equals(id))
        .extracting(record -> TopicReader.json(record).getString("type"))
        .containsExactly(
            "shipment.booked.v1", "inspection.requested.v2", "inspection.requested.v2");
    var shown = get("/v1/shipments/" + id + "?min-version=3");
    assertThat(shown.getInteger("version")).isEqualTo(3);
    assertThat(shown.getString("updatedAt"))
        .isEqualTo(outcome.getJsonObject("body").getString("recordedAt"));
    assertThat(rows(id)).containsExactly("1 seal broken 2", "2 wet 3");
    // judged across contexts
    var cancelled = answer("/v1/shipments/" + id + "/cancellation", "{\"reason\":\"no need\"}");
    assertThat(cancelled.statusCode()).isEqualTo(409);
    assertThat(cancelled.body()).contains("illegal-transition", "An inspection was requested");

    // and all of it after a crash, from the snapshot
    gateway.kill9();
    gateway = GatewayProcess.startAgain(gateway);
    var third = post("/v1/shipments/" + id + "/inspections", "{\"reason\":\"late\"}");
    assertThat(third.getInteger("version")).isEqualTo(4);
    await().untilAsserted(() -> assertThat(rows(id)).endsWith("3 late 4"));
    var refused = answer("/v1/shipments/" + id + "/inspections", "{\"reason\":1}");
    assertThat(refused.statusCode()).isEqualTo(422);
  }

  @Test
  void shouldReadWhatAFormerVersionHasWritten() throws Exception {
    var id = post("/v1/shipments", Bodies.booking().encode()).getString("shipmentId");
    FormerNode.request("127.0.0.1:" + gateway.ports().kafka(), id, 2, "old");
    var events = await().until(() -> items(id, ""), items -> items.size() == 2);

    // as it was written
    var written = events.getJsonObject(1);
    assertThat(written.getString("type")).isEqualTo("inspection.requested.v1");
    assertThat(written.getJsonObject("data"))
        .isEqualTo(new JsonObject().put("reason", "old").put("status", "BOOKED"));
    // in today's version
    var current = items(id, "?as=current").getJsonObject(1);
    assertThat(current.remove("type")).isEqualTo("inspection.requested.v2");
    assertThat(current.remove("dataschema"))
        .isEqualTo("urn:quayside:schema:inspection.requested.v2");
    assertThat(current.remove("data"))
        .isEqualTo(
            new JsonObject()
                .put("reason", "old")
                .put("priority", "UNKNOWN")
                .put("status", "BOOKED"));
    written.remove("type");
    written.remove("data");
    assertThat(current).isEqualTo(written);
    assertThat(answer("/v1/shipments/" + id + "/events?as=stored").statusCode()).isEqualTo(422);
    // and goes on from there
    var next = post("/v1/shipments/" + id + "/inspections", "{\"reason\":\"new\"}");
    assertThat(next.getInteger("version")).isEqualTo(3);
    assertThat(next.getString("type")).isEqualTo("inspection.requested.v2");
    await().untilAsserted(() -> assertThat(rows(id)).containsExactly("1 old 2", "2 new 3"));
    assertThat(get("/v1/shipments/" + id + "?at-version=2").getInteger("version")).isEqualTo(2);
    // with a schema of each version
    var former = answer("/v1/schemas/inspection.requested.v1");
    assertThat(former.headers().firstValue("Link"))
        .hasValue("</v1/schemas/inspection.requested.v2>; rel=\"latest-version\"");
    assertThat(answer("/v1/schemas/inspection.requested.v2").headers().firstValue("Link"))
        .isEmpty();
    assertThat(get("/v1/schemas").getJsonArray("items"))
        .filteredOn(item -> ((JsonObject) item).getString("type").startsWith("inspection."))
        .extracting(item -> ((JsonObject) item).getBoolean("newest"))
        .containsExactly(false, true);
  }

  private JsonArray items(String id, String query) throws IOException, InterruptedException {
    return get("/v1/shipments/" + id + "/events" + query).getJsonArray("items");
  }

  /** Writes an event of the first version as the shipment's second one. */
  private WebSocket subscribe(String id, BlockingDeque<JsonObject> frames) throws Exception {
    var uri = URI.create("ws://127.0.0.1:%d/v1/ws".formatted(gateway.ports().http()));
    var socket =
        client
            .newWebSocketBuilder()
            .subprotocols("quayside.v1")
            .buildAsync(uri, new Frames(frames))
            .join();
    socket
        .sendText("{\"op\":\"subscribe\",\"id\":\"s1\",\"shipmentId\":\"" + id + "\"}", true)
        .join();
    next(frames, "subscribed");
    return socket;
  }

  /** Puts text messages together, and hands them on. */
  private static final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private final BlockingDeque<JsonObject> frames;

    Frames(BlockingDeque<JsonObject> frames) {
      this.frames = frames;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(new JsonObject(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  /** The next frame of an op; frames of other ops stay in the queue. */
  private static JsonObject next(BlockingDeque<JsonObject> frames, String op) throws Exception {
    List<JsonObject> others = new ArrayList<>();
    while (true) {
      var frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).as("a frame of op " + op).isNotNull();
      if (frame.getString("op").equals(op)) {
        others.reversed().forEach(frames::addFirst);
        return frame;
      }
      others.add(frame);
    }
  }

  private JsonObject post(String path, String body) throws Exception {
    var answer = answer(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return new JsonObject(answer.body());
  }

  private HttpResponse<String> answer(String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    return new JsonObject(client.send(request(path).build(), BodyHandlers.ofString()).body());
  }

  private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(gateway.ports().http(), path)));
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), "quayside", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String id) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection(url(), "quayside", "");
        var statement =
            connection.prepareStatement(
                "select number, reason, version from inspections where shipment_id = ?"
                    + " order by number")) {
      statement.setString(1, id);
      var found = statement.executeQuery();
      while (found.next()) {
        rows.add(found.getInt(1) + " " + found.getString(2) + " " + found.getInt(3));
      }
    }
    return rows;
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(gateway.ports().postgres());
  }
}
