package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.cluster.Topics;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.FormerRelease;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.ToolProcess;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A cluster of the former release that is rolled to this one, node by node. {@code
 * -Dformer.classpath} names a file that has the class path of the former release;
 * releases/README.md says how one is made.
 */
class RollFromFormerReleaseIT {
  private static final String PROPERTY = "former.classpath";

  /** So many that each of the 12 shards has some. */
  private static final int SHIPMENTS = 48;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldLoseNothingWhileReleasesAreMixed() throws IOException, InterruptedException {
    var file = System.getProperty(PROPERTY, "");
    assumeTrue(!file.isEmpty(), PROPERTY + " names no file");
    var classPath = Files.readString(Path.of(file)).strip();
    try (var nodes = Nodes.startFormer("roll-from-former", 2, classPath)) {
      var old = nodes.first();
      List<String> shipments = new ArrayList<>();
      for (int i = 0; i < SHIPMENTS; i++) {
        shipments.add(post(old, "/v1/shipments", booking(i), 201).getString("shipmentId"));
      }

      var upgraded = nodes.restart(1).client();
      var booking = commandEach(shipments, old, upgraded);
      nodes.restart(0);

      finish(shipments, booking, nodes.first().client());
      assertWhole(shipments, nodes);
    }
  }

  /** Commands at both nodes for shipments of all shards; each node shows what the other did. */
  private BookingClient commandEach(List<String> shipments, GatewayProcess old, Client upgraded)
      throws IOException, InterruptedException {
    var dispatcher = new Dispatcher(upgraded);
    for (var id : shipments) {
      dispatcher.assignCarrier(id, "by the new").expect(200);
      post(old, "/v1/shipments/" + id + "/carrier-assignment", Bodies.carrier("by the old"), 200);
      assertThat(dispatcher.verdict(id, Bodies.position("ais-1", 1))).isEqualTo("accepted");
      dispatcher.view(id, 3);
    }
    for (int i = 0; i < SHIPMENTS; i++) {
      try (var live = upgraded.live()) {
        live.subscribeAfter(shipments.get(i), 0);
        live.awaitEvents(shipments.get(i), 3);
      }
      shipments.add(
          dispatcher.book(booking(shipments.size())).expect(201).json().getString("shipmentId"));
      dispatcher.assignCarrier(shipments.getLast(), "by the new").expect(200);
      post(
          old,
          "/v1/shipments/" + shipments.getLast() + "/carrier-assignment",
          Bodies.carrier("by the old"),
          200);
    }
    var tendered = dispatcher.book();
    TenderClient.open(Caller.overHttp(upgraded), tendered, TenderClient.spot())
        .bid("MAEU", "980")
        .expect(200);
    return BookingClient.started(upgraded, BookingClient.plan(TenderClient.waterfall("CMDU")));
  }

  private static void finish(List<String> shipments, BookingClient booking, Client client) {
    var dispatcher = new Dispatcher(client);
    for (var id : shipments) {
      dispatcher.milestone(id, "PICKED_UP").expect(200);
      dispatcher.view(id, 4);
    }
    var again = BookingClient.of(client, booking.shipmentId());
    again.awaitEvent("bidding.offer-made");
    again.tender(1).accept("CMDU").expect(200);
    again.awaitEvent("shipment.carrier-assigned");
  }

  private static void assertWhole(List<String> shipments, Nodes nodes) {
    var client = nodes.first().client();
    for (var id : shipments) {
      var versions =
          BookingClient.of(client, id).events().stream()
              .map(event -> event.getInteger("shipmentversion"))
              .toList();
      assertThat(versions).as(id).isEqualTo(IntStream.rangeClosed(1, 4).boxed().toList());
    }
    assertThat(new TopicReader(nodes.kafkaBootstrap()).readAll(Topics.DEAD_LETTERS)).isEmpty();
    FormerRelease.rebuild(client);
    assertThat(ToolProcess.run(nodes.services(), "verify").expect(0).out()).isEmpty();
    for (int i = 0; i < shipments.size(); i++) {
      var found = client.get("/v1/shipments?reference=PO-" + i).expect(200).json();
      assertThat(found.getJsonArray("items")).as("PO-" + i).hasSize(1);
    }
  }

  private static JsonObject booking(int number) {
    return Bodies.booking().put("reference", "PO-" + number);
  }

  /** To a node of the former release, whose answers are not described by the present document. */
  private JsonObject post(GatewayProcess node, String path, JsonObject body, int expected)
      throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + node.ports().http() + path);
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode(), UTF_8))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
    return new JsonObject(answer.body());
  }
}
