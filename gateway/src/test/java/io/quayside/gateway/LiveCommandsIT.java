package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over WebSocket: judged as over HTTP, and known to both. */
@ExtendWith(SharedGateway.class)
class LiveCommandsIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";
  private static final int MANY = 10_000;
  private static final int UNANSWERED = 200;

  private final Client client;
  private final Dispatcher dispatcher;
  private final String key = UUID.randomUUID().toString();

  LiveCommandsIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @ParameterizedTest
  @MethodSource("io.quayside.gateway.CommandCases#all")
  void shouldJudgeTheSameWhicheverWayItComes(CommandCases.Case each) {
    try (var live = client.live()) {
      var byHttp = each.script().play(dispatcher, Caller.overHttp(client), key + "-http");
      var bySocket = each.script().play(dispatcher, Caller.overSocket(live), key + "-socket");

      assertThat(byHttp.stream().map(Reply::summary)).containsExactly(each.expected());
      assertThat(bySocket.stream().map(Reply::comparable).toList())
          .isEqualTo(byHttp.stream().map(Reply::comparable).toList());
    }
  }

  @Test
  void shouldReplayOverTheSocketWhatCameByHttpAndTheOtherWayRound() {
    try (var live = client.live()) {
      var ways = List.of(Caller.overHttp(client), Caller.overSocket(live));
      for (int first = 0; first < 2; first++) {
        var shipmentId = dispatcher.book();
        for (var command :
            List.of(
                Command.book(Bodies.booking()).withKey(key + first),
                Command.assignCarrier(shipmentId, Bodies.carrier("HH-QS 1")).withKey(key))) {
          var answer = ways.get(first).call(command);
          var retry = ways.get(1 - first).call(command.withIfMatch(0));

          assertThat(answer.summary()).doesNotContain("replayed").startsWith("20");
          assertThat(retry).isEqualTo(new Reply(answer.status(), true, answer.body()));
        }
        assertThat(ways.get(1 - first).call(Command.release(shipmentId).withKey(key)).summary())
            .isEqualTo("422 idempotency-key-reused");
        assertThat(dispatcher.history(shipmentId, 2).getJsonArray("items")).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SinkShipment", "bookShipment", "BookShipment ", ""})
  void shouldAnswerAnUnknownNameWithAnOutcome(String name) {
    try (var live = client.live()) {
      var command = Command.release(dispatcher.book());
      live.send(command.frame().put("id", "c1").put("name", name));

      var outcome = live.await(frame -> true);
      assertThat(outcome.getString("op")).isEqualTo("outcome");
      assertThat(outcome.getString("id")).isEqualTo("c1");
      assertThat(outcome.getInteger("status")).isEqualTo(422);
      assertThat(outcome.getBoolean("replayed")).isFalse();
      assertThat(new Reply(422, false, outcome.getJsonObject("body")).summary())
          .isEqualTo("422 validation-failed name");
    }
  }

  @Test
  void shouldNameEveryOffendingMemberOfTheFrame() {
    try (var live = client.live()) {
      live.send(
          new JsonObject()
              .put("op", "command")
              .put("id", "c1")
              .put("shipmentId", 7)
              .putNull("idempotencyKey")
              .put("ifMatch", "\"1\"")
              .put("retry", true));

      var outcome = live.await(frame -> "c1".equals(frame.getString("id")));
      assertThat(outcome.getInteger("status")).isEqualTo(422);
      assertThat(new Reply(422, false, outcome.getJsonObject("body")).summary().split(" "))
          .contains("retry", "name", "idempotencyKey", "ifMatch", "body");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.99999999999999999", "0.9999999999999999999", "1.5", "-1", "1e10"})
  void shouldRefuseAnIfMatchThatIsNoWholeNumber(String ifMatch) {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      var outcome = assignCarrier(live, shipmentId, ifMatch);

      assertThat(outcome.getInteger("status")).isEqualTo(422);
      assertThat(new Reply(422, false, outcome.getJsonObject("body")).summary())
          .isEqualTo("422 validation-failed ifMatch");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1e0", "10E-1", "1.0000000000000000000"})
  void shouldTakeAnIfMatchHoweverItIsWritten(String ifMatch) {
    var shipmentId = dispatcher.book();
    try (var live = client.live()) {
      assertThat(assignCarrier(live, shipmentId, ifMatch).getInteger("status")).isEqualTo(200);
      assertThat(assignCarrier(live, shipmentId, ifMatch).getInteger("status")).isEqualTo(412);
    }
  }

  private JsonObject assignCarrier(LiveClient live, String shipmentId, String ifMatch) {
    var id = UUID.randomUUID().toString();
    live.sendText(
        Command.assignCarrier(shipmentId, Bodies.carrier("V"))
            .frame()
            .put("id", id)
            .put("ifMatch", 1)
            .encode()
            .replace("\"ifMatch\":1", "\"ifMatch\":" + ifMatch));
    return live.await(frame -> id.equals(frame.getString("id")));
  }

  @Test
  void shouldAnswerWithoutAnIdWhereNoneWasGiven() {
    try (var live = client.live()) {
      live.send(Command.book(Bodies.booking()).frame());
      live.send(Command.release(UNKNOWN).frame());
      live.send(new JsonObject().put("op", "positions").put("updates", new JsonArray()));

      var answers = live.await(3, frame -> true);
      assertThat(answers).noneMatch(answer -> answer.containsKey("id"));
      assertThat(answers.stream().map(answer -> answer.getInteger("status")))
          .containsExactlyInAnyOrder(201, 404, null);
    }
  }

  @Test
  void shouldAnswerTenThousandPipelinedBookingsOnceEach() {
    try (var pipeline = client.pipeline(UNANSWERED)) {
      var first = pipeline.exchange(MANY, this::keyedBooking, LiveCommandsIT::booked);
      var second = pipeline.exchange(MANY, this::keyedBooking, LiveCommandsIT::booked);

      assertThat(first).allMatch(booked -> booked.status() == 201 && !booked.replayed());
      assertThat(first.stream().map(Booked::shipmentId).distinct()).hasSize(MANY);
      assertThat(second)
          .isEqualTo(first.stream().map(b -> new Booked(201, true, b.shipmentId())).toList());
    }
  }

  private record Booked(int status, boolean replayed, String shipmentId) {}

  private JsonObject keyedBooking(int place) {
    return Command.book(Bodies.booking()).withKey(key + "-" + place).frame();
  }

  private static Booked booked(JsonObject outcome) {
    return new Booked(
        outcome.getInteger("status"),
        outcome.getBoolean("replayed"),
        outcome.getJsonObject("body").getString("shipmentId"));
  }

  @Test
  void shouldCountWhatBecomesOfTheUpdatesOfAFrame() {
    var shipmentId = dispatcher.book();
    var other = dispatcher.book();
    dispatcher.track(shipmentId, Bodies.position("truck-1", 5_000)).expect(202);
    try (var live = client.live()) {
      var ack =
          acknowledged(
              live,
              update(shipmentId, 5_001),
              update(shipmentId, 5_000),
              update(shipmentId, 1),
              update(other, 1),
              update(UNKNOWN, 1),
              update("no-shipment", 1),
              update(shipmentId, 5_002).put("speedKph", -1).put("mood", "fine"),
              Bodies.position("truck-1", 5_003),
              "no object",
              update(shipmentId, 5_001),
              update(other, 1));

      assertThat(ack.getInteger("accepted")).isEqualTo(2);
      assertThat(ack.getInteger("duplicate")).isEqualTo(3);
      assertThat(ack.getInteger("late")).isEqualTo(1);
      assertThat(rejected(ack))
          .containsExactly(
              "4 shipment-not-found",
              "5 shipment-not-found",
              "6 validation-failed",
              "7 validation-failed",
              "8 validation-failed");
      assertThat(ack.getJsonArray("rejected").getJsonObject(2).getString("detail"))
          .contains("/speedKph")
          .contains("/mood");
    }
    assertThat(dispatcher.verdict(other, Bodies.position("truck-1", 1))).isEqualTo("duplicate");
    assertThat(dispatcher.verdict(shipmentId, Bodies.position("truck-1", 5_002)))
        .isEqualTo("accepted");
  }

  @Test
  void shouldAcceptEachOfManyUpdatesOfOneFrameOnce() {
    var one = dispatcher.book();
    var other = dispatcher.book();
    var updates =
        IntStream.range(0, 500)
            .mapToObj(i -> update(i % 2 == 0 ? one : other, i / 2))
            .toArray(Object[]::new);
    try (var live = client.live()) {
      var first = acknowledged(live, updates);
      var second = acknowledged(live, updates);

      assertThat(first).isEqualTo(ack(500, 0).put("id", first.getString("id")));
      assertThat(second).isEqualTo(ack(0, 500).put("id", second.getString("id")));
    }
  }

  @Test
  void shouldAcknowledgeAFrameWithoutUpdates() {
    try (var live = client.live()) {
      var ack = acknowledged(live);

      assertThat(ack).isEqualTo(ack(0, 0).put("id", ack.getString("id")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"x\"", "[],\"shipmentId\":\"x\""})
  void shouldRefuseAFrameWhoseUpdatesAreNoList(String updates) {
    try (var live = client.live()) {
      live.sendText("{\"op\":\"positions\",\"id\":\"p1\",\"updates\":" + updates + "}");

      var error = live.await(frame -> "p1".equals(frame.getString("id")));
      assertThat(error.getString("op")).isEqualTo("error");
      assertThat(error.getString("code")).isEqualTo("validation-failed");
      live.roundTrip();
    }
  }

  private static JsonObject acknowledged(LiveClient live, Object... updates) {
    var id = UUID.randomUUID().toString();
    live.send(
        new JsonObject()
            .put("op", "positions")
            .put("id", id)
            .put("updates", new JsonArray(List.of(updates))));
    var ack = live.await(frame -> id.equals(frame.getString("id")));
    assertThat(ack.getString("op")).as(ack.encode()).isEqualTo("ack");
    return ack;
  }

  private static JsonObject ack(int accepted, int duplicate) {
    return new JsonObject()
        .put("op", "ack")
        .put("accepted", accepted)
        .put("duplicate", duplicate)
        .put("late", 0)
        .put("rejected", new JsonArray());
  }

  private static List<String> rejected(JsonObject ack) {
    return ack.getJsonArray("rejected").stream()
        .map(JsonObject.class::cast)
        .peek(each -> assertThat(each.getString("detail")).isNotBlank())
        .map(each -> each.getInteger("index") + " " + each.getString("code"))
        .toList();
  }

  private static JsonObject update(String shipmentId, long sequence) {
    return Bodies.position("truck-1", sequence).put("shipmentId", shipmentId);
  }
}
