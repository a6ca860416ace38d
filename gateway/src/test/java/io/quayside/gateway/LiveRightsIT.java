package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.quayside.domain.stream.Contexts;
import io.quayside.edge.live.FrameOp;
import io.quayside.gateway.AccessCast.Where;
import io.quayside.gateway.AccessCast.Who;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What principals may do and read over a WebSocket, and when they may no longer. */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveRightsIT {
  private static final Set<String> EVERYBODY =
      Set.of("shipper", "carrier", "device", "service", "operator");
  private static final Set<String> READERS = Set.of("shipper", "carrier", "service", "operator");
  private static final Set<String> SHIPPERS = Set.of("shipper", "operator");
  private static final Set<String> SHIPPERS_AND_CARRIERS = Set.of("shipper", "carrier", "operator");
  private static final Set<String> CARRIERS = Set.of("carrier", "operator");

  /** The roles that may send a frame; of commands, those that may send the command of that name. */
  private static final Map<String, Set<String>> ROLES =
      Map.ofEntries(
          Map.entry("authenticate", EVERYBODY),
          Map.entry("ping", EVERYBODY),
          Map.entry("positions", Set.of("carrier", "device", "operator")),
          Map.entry("subscribe", READERS),
          Map.entry("unsubscribe", READERS),
          Map.entry("watch", READERS),
          Map.entry("unwatch", READERS),
          Map.entry("command", READERS),
          Map.entry("BookShipment", SHIPPERS),
          Map.entry("AssignCarrier", SHIPPERS),
          Map.entry("ReleaseShipment", SHIPPERS),
          Map.entry("CancelShipment", SHIPPERS),
          Map.entry("RecordMilestone", CARRIERS),
          Map.entry("OpenTender", SHIPPERS),
          Map.entry("PlaceBid", CARRIERS),
          Map.entry("WithdrawBid", CARRIERS),
          Map.entry("CloseTender", SHIPPERS),
          Map.entry("MakeOffer", SHIPPERS),
          Map.entry("RespondToOffer", CARRIERS),
          Map.entry("RevokeOffer", SHIPPERS),
          Map.entry("GiveBack", CARRIERS),
          Map.entry("RevokeAward", SHIPPERS),
          Map.entry("WithdrawTender", SHIPPERS),
          Map.entry("RequestDocument", SHIPPERS),
          Map.entry("SubmitDocument", SHIPPERS_AND_CARRIERS),
          Map.entry("VerifyDocument", SHIPPERS_AND_CARRIERS),
          Map.entry("RejectDocument", SHIPPERS_AND_CARRIERS),
          Map.entry("IssueDocument", CARRIERS),
          Map.entry("SurrenderDocument", CARRIERS),
          Map.entry("WaiveDocument", SHIPPERS),
          Map.entry("VoidDocument", SHIPPERS_AND_CARRIERS),
          Map.entry("StartBooking", SHIPPERS),
          Map.entry("RetryBooking", SHIPPERS),
          Map.entry("SkipStep", Set.of("operator")),
          Map.entry("PauseBooking", SHIPPERS),
          Map.entry("ResumeBooking", SHIPPERS));

  private final AccessCast cast;
  private final Client client;

  LiveRightsIT(Secured secured) {
    cast = new AccessCast(secured);
    client = cast.client();
  }

  private LiveClient live(Who who) {
    return client.liveWith(cast.headers(who));
  }

  /** A frame that no role would be refused for anything but its role; the id is added. */
  private JsonObject ask(LiveClient live, String op, JsonObject members) {
    var id = op + System.nanoTime();
    live.send(members.copy().put("op", op).put("id", id));
    return live.await(frame -> id.equals(frame.getString("id")));
  }

  @TestFactory
  Stream<DynamicTest> shouldJudgeTheRoleOfEveryFrame() {
    return Arrays.stream(FrameOp.values())
        .flatMap(
            op ->
                Arrays.stream(Who.values())
                    .map(who -> dynamicTest(op + " " + who, () -> checkOp(op, who))));
  }

  private void checkOp(FrameOp op, Who who) {
    assertThat(ROLES).as("the roles").containsKey(op.word());
    try (var live = live(who)) {
      // Nothing but the role is in order: what is wrong beside it comes later.
      var answer = ask(live, op.word(), new JsonObject().put("nonsense", 1));

      var code = answer.getString("code");
      if (!ROLES.get(op.word()).contains(who.role)) {
        assertThat(code).as(answer.encode()).isEqualTo("forbidden");
      } else if (op != FrameOp.COMMAND) {
        assertThat(code).as(answer.encode()).isEqualTo("validation-failed");
      } else {
        assertThat(answer.getInteger("status")).isEqualTo(422);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldJudgeTheRoleOfEveryCommand() {
    return Contexts.STANDARD.commands().keySet().stream()
        .flatMap(
            name ->
                Stream.of(Who.SHIPPER, Who.CARRIER, Who.SERVICE, Who.OPERATOR)
                    .map(who -> dynamicTest(name + " " + who, () -> checkCommand(name, who))));
  }

  private void checkCommand(String name, Who who) {
    assertThat(ROLES).as("the roles").containsKey(name);
    try (var live = live(who)) {
      var answer = ask(live, "command", new JsonObject().put("name", name));

      assertThat(answer.getString("op")).isEqualTo("outcome");
      assertThat(answer.getJsonObject("body").getString("code"))
          .isEqualTo(ROLES.get(name).contains(who.role) ? "validation-failed" : "forbidden");
    }
  }

  @Test
  void shouldAnswerAForeignShipmentAsAnUnknownOne() {
    for (var who : List.of(Who.SHIPPER, Who.CARRIER, Who.SERVICE, Who.OPERATOR)) {
      try (var live = live(who)) {
        var unknown = subscribe(live, AccessCast.UNKNOWN_ID);
        for (var where : Where.values()) {
          var answer = subscribe(live, cast.shipment(where));
          if (where.isReadableBy(who)) {
            assertThat(answer.getString("op")).as(who + " " + where).isEqualTo("subscribed");
          } else {
            assertThat(answer).isEqualTo(unknown);
            assertThat(answer.getString("code")).isEqualTo("shipment-not-found");
          }
        }
      }
    }
  }

  /** The answer without the id, which differs. */
  private static JsonObject subscribe(LiveClient live, String shipmentId) {
    var members = new JsonObject().put("shipmentId", shipmentId).put("after", 1);
    var answer = live.subscribe(members).copy();
    answer.remove("id");
    return answer;
  }

  @Test
  void shouldEndTheSubscriptionsOfACarrierThatIsReplaced() throws Exception {
    var shipmentId = cast.book(Where.IN_SCOPE);
    var picked =
        new JsonObject()
            .put("name", "RecordMilestone")
            .put("shipmentId", shipmentId)
            .put("idempotencyKey", "once")
            .put("body", Bodies.milestone("PICKED_UP"));
    try (var carrier = live(Who.CARRIER);
        var shipper = live(Who.SHIPPER);
        var stream = client.stream(shipmentId, "", cast.headers(Who.CARRIER))) {
      carrier.subscribe(shipmentId);
      shipper.subscribe(shipmentId);
      assign(shipmentId, AccessCast.OWN_CARRIER);
      carrier.awaitEvents(shipmentId, 3);
      assign(shipmentId, AccessCast.OTHER_CARRIER);

      var ended = carrier.await(frame -> "unsubscribed".equals(frame.getString("op")));
      assertThat(ended.getString("reason")).isEqualTo("forbidden");
      assertThat(ended.getString("shipmentId")).isEqualTo(shipmentId);
      assertThat(stream.awaitEnd()).isNotNull();
      assign(shipmentId, AccessCast.OTHER_CARRIER);
      shipper.awaitEvents(shipmentId, 5);
      carrier.roundTrip();

      assertThat(carrier.versions(shipmentId)).containsExactly(3, 4);
      assertThat(stream.versions()).containsExactly(3, 4);
      assertThat(carrier.subscribe(shipmentId).getString("code")).isEqualTo("shipment-not-found");
      assertThat(ask(carrier, "command", picked).getInteger("status")).isEqualTo(404);
    }
  }

  private void assign(String shipmentId, String carrier) {
    client
        .post(
            "/v1/shipments/" + shipmentId + "/carrier-assignment",
            new JsonObject().put("carrier", carrier),
            cast.headers(Who.OPERATOR))
        .expect(200);
  }

  @Test
  void shouldReplayAnAcceptedCommandOfACarrierThatWasReplaced() {
    var shipmentId = cast.book(Where.IN_SCOPE);
    var milestone =
        new JsonObject()
            .put("name", "RecordMilestone")
            .put("shipmentId", shipmentId)
            .put("idempotencyKey", "pick-up")
            .put("body", Bodies.milestone("PICKED_UP"));
    try (var carrier = live(Who.CARRIER)) {
      var first = ask(carrier, "command", milestone);
      assertThat(first.getInteger("status")).as(first.encode()).isEqualTo(200);
      var again = ask(carrier, "command", milestone);
      assertThat(again.getBoolean("replayed")).isTrue();
      assertThat(again.getJsonObject("body")).isEqualTo(first.getJsonObject("body"));
    }
  }

  @Test
  void shouldRefuseTheUpdateOfAnotherDeviceAlone() {
    var shipmentId = cast.shipment(Where.IN_SCOPE);
    var own = cast.position().put("shipmentId", shipmentId);
    var others = Bodies.position("truck/2", 1).put("shipmentId", shipmentId);
    var foreign = cast.position().put("shipmentId", cast.shipment(Where.OTHER_TENANTS));
    try (var device = client.live()) {
      device.authenticate(cast.token(Who.DEVICE_OF_CARRIER));
      var updates = new JsonArray().add(others).add(own).add(foreign);
      var ack = ask(device, "positions", new JsonObject().put("updates", updates));

      assertThat(ack.getInteger("accepted")).as(ack.encode()).isEqualTo(1);
      assertThat(ack.getJsonArray("rejected").stream().map(JsonObject.class::cast))
          .extracting(each -> each.getInteger("index") + " " + each.getString("code"))
          .containsExactly("0 forbidden", "2 shipment-not-found");
    }
  }

  @Test
  void shouldEndSubscriptionsThatNewCredentialsDoNotCover() {
    var shipmentId = cast.shipment(Where.OUT_OF_SCOPE);
    var own = cast.shipment(Where.IN_SCOPE);
    try (var live = client.liveWith(bearer(cast.token(Who.SHIPPER_OF_ALL)))) {
      live.subscribe(shipmentId);
      live.subscribe(own);
      assertThat(live.authenticate(cast.token(Who.SHIPPER)).getString("op"))
          .isEqualTo("authenticated");
      var ended = live.await(frame -> "unsubscribed".equals(frame.getString("op")));

      assertThat(ended.getString("shipmentId")).isEqualTo(shipmentId);
      assertThat(ended.getString("reason")).isEqualTo("forbidden");
      live.roundTrip();
      assertThat(live.frames().stream().filter(f -> "unsubscribed".equals(f.getString("op"))))
          .hasSize(1);
    }
  }
}
