package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.EventStreamClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watches of sets of shipments, over WebSocket and as Server-Sent Events. */
@ExtendWith(SharedGateway.class)
class FleetIT {
  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;

  /** A shipper of this test alone. */
  private final String shipper = "Fleet " + System.nanoTime();

  FleetIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.dispatcher = new Dispatcher(gateway.client());
  }

  private String book() {
    var booking = Bodies.booking().put("shipper", shipper);
    return dispatcher.book(booking).expect(201).json().getString("shipmentId");
  }

  private JsonObject filter() {
    return new JsonObject().put("shipper", shipper);
  }

  private static JsonObject watch(LiveClient live, String id, JsonObject members) {
    live.send(members.copy().put("op", "watch").put("id", id));
    var answer =
        live.await(
            frame ->
                id.equals(frame.getString("id")) && !"unwatched".equals(frame.getString("op")));
    assertThat(answer.getString("op")).as(answer.encode()).isEqualTo("watching");
    return answer;
  }

  private static JsonObject status(String... statuses) {
    return new JsonObject().put("status", new JsonArray(List.of(statuses)));
  }

  private static boolean isOf(JsonObject frame, String op, String watch) {
    return op.equals(frame.getString("op")) && watch.equals(frame.getString("watch"));
  }

  private static JsonObject awaitLeft(LiveClient live, String watch, String shipmentId) {
    return live.await(
        frame -> isOf(frame, "left", watch) && shipmentId.equals(frame.getString("shipmentId")));
  }

  private static String awaitLive(LiveClient live, String watch) {
    return live.await(frame -> isOf(frame, "cursor", watch) && frame.getInteger("behind") == 0)
        .getString("cursor");
  }

  private String listCursor() {
    var list = gateway.client().get("/v1/shipments?limit=1&shipper=" + encoded()).expect(200);
    return list.header("Quayside-Cursor");
  }

  private String encoded() {
    return URLEncoder.encode(shipper, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void shouldTellWhatHappensToTheShipmentsOfTheFilter() {
    try (var live = gateway.client().live()) {
      watch(live, "w1", new JsonObject().put("filter", filter()));
      var other = dispatcher.book();
      var id = book();
      dispatcher.assignCarrier(id, "V").expect(200);
      dispatcher.milestone(id, "PICKED_UP").expect(200);

      live.awaitEvents(id, 3);
      assertThat(live.versions(id)).containsExactly(1, 2, 3);
      assertThat(live.versions(other)).isEmpty();
      assertThat(live.eventTexts(id))
          .isEqualTo(
              dispatcher.history(id, 3).getJsonArray("items").stream()
                  .map(item -> ((JsonObject) item).encode())
                  .toList());
      var cursor = awaitLive(live, "w1");
      assertThat(cursor.length()).isLessThanOrEqualTo(32 + 8 * 12);

      live.send(new JsonObject().put("op", "unwatch").put("id", "w1"));
      live.await(frame -> "unwatched".equals(frame.getString("op")));
      live.send(new JsonObject().put("op", "unwatch").put("id", "unknown"));
      live.await(frame -> "unknown".equals(frame.getString("id")));
      dispatcher.milestone(id, "DEPARTED").expect(200);
      live.roundTrip();
      assertThat(live.versions(id)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldTellEnteringAndLeaving() {
    var id = book();
    try (var live = gateway.client().live()) {
      var members =
          new JsonObject().put("filter", filter().mergeIn(status("PICKED_UP", "IN_TRANSIT")));
      watch(live, "s", members);
      dispatcher.assignCarrier(id, "V").expect(200);
      dispatcher.milestone(id, "PICKED_UP").expect(200);
      dispatcher.milestone(id, "DEPARTED").expect(200);
      dispatcher.milestone(id, "ARRIVED").expect(200);
      dispatcher.milestone(id, "CUSTOMS_HELD").expect(200);
      dispatcher.milestone(id, "CUSTOMS_RELEASED").expect(200);
      dispatcher.milestone(id, "DEPARTED").expect(200);

      live.awaitEvents(id, 8);
      assertThat(live.versions(id)).containsExactly(3, 4, 5, 8);
      assertThat(awaitLeft(live, "s", id).getInteger("version")).isEqualTo(5);
    }
  }

  @Test
  void shouldGoOnFromTheCursorOfAList() {
    var before = book();
    dispatcher.view(before, 1);
    var cursor = listCursor();
    dispatcher.assignCarrier(before, "V").expect(200);
    var later = book();
    dispatcher.assignCarrier(later, "V").expect(200);
    try (var live = gateway.client().live()) {
      var members = new JsonObject().put("filter", filter()).put("after", cursor);
      var watching = watch(live, "w", members);
      assertThat(watching.getBoolean("recovered")).isTrue();
      assertThat(watching.getString("cursor")).isEqualTo(cursor);

      awaitLive(live, "w");
      assertThat(live.versions(before)).containsExactly(2);
      assertThat(live.versions(later)).containsExactly(1, 2);
    }
  }

  @Test
  void shouldSayAfterAResumeOnlyWhereShipmentsStand() {
    var leaves = book();
    var stays = book();
    var passes = book();
    for (var id : List.of(leaves, stays)) {
      dispatcher.assignCarrier(id, "V").expect(200);
      dispatcher.view(id, 2);
    }
    var cursor = listCursor();
    // Out, in again.
    dispatcher.milestone(stays, "PICKED_UP").expect(200);
    dispatcher.milestone(stays, "RETURN_STARTED").expect(200);
    dispatcher.milestone(leaves, "PICKED_UP").expect(200);
    dispatcher.milestone(leaves, "ARRIVED").expect(200);
    // In and out.
    dispatcher.assignCarrier(passes, "V").expect(200);
    dispatcher.milestone(passes, "PICKED_UP").expect(200);
    try (var live = gateway.client().live()) {
      var statuses = status("CARRIER_ASSIGNED", "RETURNING");
      var members = new JsonObject().put("filter", filter().mergeIn(statuses)).put("after", cursor);
      watch(live, "w", members);

      awaitLive(live, "w");
      assertThat(live.versions(stays)).containsExactly(3, 4);
      assertThat(live.versions(leaves)).isEmpty();
      assertThat(awaitLeft(live, "w", leaves).getInteger("version")).isEqualTo(3);
      assertThat(live.frames()).noneMatch(frame -> frame.encode().contains(passes));

      // Live again.
      dispatcher.milestone(stays, "RETURNED").expect(200);
      assertThat(awaitLeft(live, "w", stays).getInteger("version")).isEqualTo(5);
      assertThat(live.versions(stays)).containsExactly(3, 4, 5);
    }
  }

  @Test
  void shouldPushTheNewestPositions() {
    var id = book();
    var other = dispatcher.book();
    try (var live = gateway.client().live()) {
      watch(live, "w", new JsonObject().put("filter", filter()).put("positions", true));
      watch(live, "all", new JsonObject().put("positions", true));
      watch(live, "none", new JsonObject().put("filter", filter()));
      var sequence = 0;
      // Positions are live only, and the log of positions may be read from a moment later on.
      while (live.frames().stream().noneMatch(frame -> isOf(frame, "position", "w"))) {
        sequence++;
        dispatcher.verdict(id, Bodies.position("truck", sequence));
        dispatcher.verdict(other, Bodies.position("truck", sequence));
      }
      var last = sequence;
      var pushed =
          live.await(
              frame ->
                  isOf(frame, "position", "w")
                      && frame.getJsonObject("position").getInteger("sequence") == last);
      assertThat(pushed.getString("shipmentId")).isEqualTo(id);
      assertThat(pushed.getJsonObject("position").encode())
          .isEqualTo(dispatcher.awaitPosition(id, last));
      live.await(
          frame -> isOf(frame, "position", "all") && other.equals(frame.getString("shipmentId")));
      assertThat(live.frames())
          .noneMatch(
              frame -> isOf(frame, "position", "w") && other.equals(frame.getString("shipmentId")))
          .noneMatch(frame -> isOf(frame, "position", "none"));
    }
  }

  @Test
  void shouldStreamTheSameAsServerSentEvents() throws IOException {
    var id = book();
    dispatcher.view(id, 1);
    var query = "?shipper=" + encoded() + "&status=BOOKED,PICKED_UP";
    String lastId;
    try (var stream = gateway.client().streamAll(query)) {
      var watching = stream.awaitFirst();
      assertThat(watching.event()).isEqualTo("watching");
      assertThat(new JsonObject(watching.data()).getString("cursor")).isEqualTo(watching.id());
      dispatcher.assignCarrier(id, "V").expect(200);

      var event = stream.awaitFirst("event");
      assertThat(new JsonObject(event.data()).getInteger("shipmentversion")).isEqualTo(2);
      assertThat(event.id()).isNull();
      var left = stream.awaitFirst("left");
      assertThat(left.data())
          .isEqualTo(new JsonObject().put("shipmentId", id).put("version", 2).encode());
      var cursor = stream.awaitFirst("cursor");
      assertThat(new JsonObject(cursor.data()).getString("cursor")).isEqualTo(cursor.id());
      lastId = cursor.id();
    }
    dispatcher.milestone(id, "PICKED_UP").expect(200);
    try (var stream = gateway.client().streamAll(query + "&after=x", "Last-Event-ID", lastId)) {
      stream.awaitFirst("cursor");
      assertThat(versions(stream)).containsExactly(3);
    }
  }

  private static List<Integer> versions(EventStreamClient stream) {
    return stream.sent().stream()
        .filter(sent -> sent.event().equals("event"))
        .map(sent -> new JsonObject(sent.data()).getInteger("shipmentversion"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'id':''}",
        "{'id':7}",
        "{'id':'w','mode':1}",
        "{'id':'w','filter':{'carriers':'MAEU'}}",
        "{'id':'w','filter':[]}",
        "{'id':'w','filter':{'carrier':'maeu'}}",
        "{'id':'w','filter':{'shipper':''}}",
        "{'id':'w','filter':{'status':'BOOKED'}}",
        "{'id':'w','filter':{'status':[]}}",
        "{'id':'w','filter':{'status':['SUNK']}}",
        "{'id':'w','positions':'yes'}",
        "{'id':'w','after':7}",
        "{'id':'w','after':'AAAA'}"
      })
  void shouldRefuseMalformedWatches(String members) {
    try (var live = gateway.client().live()) {
      var frame = new JsonObject(members.replace('\'', '"'));
      live.send(frame.copy().put("op", "watch"));

      var error = live.await(answer -> "error".equals(answer.getString("op")));
      assertThat(error.getString("code")).isEqualTo("validation-failed");
    }
  }

  @Test
  void shouldRefuseCursorsThatAreNotOfThisLog() {
    var cursor = listCursor();
    var cut = cursor.substring(0, cursor.length() - 1);
    gateway.client().get("/v1/stream?after=" + cut).expectProblem(422, "validation-failed");
    var answer = gateway.client().get("/v1/stream", "Last-Event-ID", cut);
    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactly("Last-Event-ID");
    gateway.client().get("/v1/stream?statuses=BOOKED").expectProblem(422, "validation-failed");
    gateway.client().get("/v1/stream?status=BOOKED,").expectProblem(422, "validation-failed");
  }

  @Test
  void shouldRefuseAFifthWatchOfASocketAndReplaceOneOfTheSameId() {
    try (var live = gateway.client().live()) {
      for (var id : List.of("1", "2", "3", "4")) {
        watch(live, id, new JsonObject().put("filter", filter()));
      }
      live.send(new JsonObject().put("op", "watch").put("id", "5"));
      var error = live.await(frame -> "5".equals(frame.getString("id")));
      assertThat(error.getString("code")).isEqualTo("overloaded");

      live.send(new JsonObject().put("op", "watch").put("id", "4"));
      live.await(2, frame -> "4".equals(frame.getString("id")));
      var other = dispatcher.book();
      live.await(frame -> isOf(frame, "event", "4") && other.equals(frame.getString("shipmentId")));
      assertThat(live.versions(other)).containsExactly(1);
    }
  }
}
