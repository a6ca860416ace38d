package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.FleetWatcher;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever principals watch, each is told what is its own, in its own form. */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetRightsIT {
  private static final String TENANT = "fleet-a";
  private static final String OTHER_TENANT = "fleet-b";
  private static final String SHIPPER = "Hansa Tea";

  private final Client client;
  private final String[] operator;
  private final String[] shipper;
  private final String[] otherShipper;
  private final String[] maeu;
  private final String[] hlcu;
  private final String[] stranger;

  FleetRightsIT(Secured secured) {
    secured.tenant(TENANT);
    secured.tenant(OTHER_TENANT);
    client = secured.client();
    operator = bearer(secured.key(TENANT, "operator", new JsonObject()));
    shipper = bearer(secured.key(TENANT, "shipper", names("shippers", SHIPPER)));
    otherShipper = bearer(secured.key(TENANT, "shipper", names("shippers", "Other")));
    maeu = bearer(secured.key(TENANT, "carrier", names("carriers", "MAEU")));
    hlcu = bearer(secured.key(TENANT, "carrier", names("carriers", "HLCU")));
    stranger = bearer(secured.key(OTHER_TENANT, "operator", new JsonObject()));
  }

  private static JsonObject names(String member, String name) {
    return new JsonObject().put(member, new JsonArray().add(name));
  }

  private String book() {
    var id =
        client
            .post("/v1/shipments", Bodies.booking().put("shipper", SHIPPER), operator)
            .expect(201)
            .json()
            .getString("shipmentId");
    view(id, 1);
    return id;
  }

  private void view(String id, int version) {
    client.get("/v1/shipments/" + id + "?min-version=" + version, operator).expect(200);
  }

  private void send(String id, String what, JsonObject body) {
    client.post("/v1/shipments/" + id + "/" + what, body, operator).accepted();
  }

  private String cursor() {
    return client.get("/v1/shipments?limit=1", operator).expect(200).header("Quayside-Cursor");
  }

  /** All that a principal sees of a shipment's history. */
  private List<String> seen(String id, String... by) {
    return client
        .get("/v1/shipments/" + id + "/events", by)
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(item -> ((JsonObject) item).encode())
        .toList();
  }

  @Test
  void shouldTellEachCarrierWhatIsAssignedToIt() {
    var before = cursor();
    try (var a = FleetWatcher.start(client, maeu);
        var b = FleetWatcher.start(client, hlcu);
        var s = FleetWatcher.start(client, shipper);
        var other = FleetWatcher.start(client, otherShipper);
        var foreign = FleetWatcher.start(client, stranger)) {
      var id = book();
      send(id, "carrier-assignment", new JsonObject().put("carrier", "MAEU"));
      send(id, "carrier-assignment", new JsonObject().put("carrier", "HLCU"));
      send(id, "milestones", Bodies.milestone("PICKED_UP"));
      view(id, 4);

      s.requireEvery(id, 4);
      b.last().awaitEvents(id, 4);
      a.last()
          .await(
              frame ->
                  "left".equals(frame.getString("op")) && id.equals(frame.getString("shipmentId")));
      assertThat(a.told(id)).containsExactly("event 2", "event 3", "left 3");
      assertThat(b.told(id)).containsExactly("event 3", "event 4");
      assertThat(s.told(id)).containsExactly("event 1", "event 2", "event 3", "event 4");
      Stream.of(other, foreign).forEach(nobody -> requireSilence(nobody, id));

      // What was missed: the present rights count.
      try (var a2 = FleetWatcher.after(before, client, maeu).awaitLive();
          var b2 = FleetWatcher.after(before, client, hlcu).awaitLive();
          var foreign2 = FleetWatcher.after(before, client, stranger).awaitLive();
          var s2 = FleetWatcher.after(before, client, shipper).awaitLive()) {
        assertThat(a2.told(id)).isEmpty();
        assertThat(b2.told(id)).containsExactly("event 1", "event 2", "event 3", "event 4");
        assertThat(s2.last().eventTexts(id)).isEqualTo(seen(id, shipper));
        requireSilence(foreign2, id);
      }
    }
  }

  private static void requireSilence(FleetWatcher watcher, String id) {
    watcher.last().roundTrip();
    assertThat(watcher.last().frames()).noneMatch(frame -> frame.encode().contains(id));
  }

  @Test
  void shouldTellAfterAResumeThatAShipmentWasTaken() {
    var id = book();
    send(id, "carrier-assignment", new JsonObject().put("carrier", "MAEU"));
    view(id, 2);
    var cursor = cursor();
    send(id, "carrier-assignment", new JsonObject().put("carrier", "HLCU"));
    send(id, "carrier-assignment", new JsonObject().put("carrier", "MAEU"));
    send(id, "carrier-assignment", new JsonObject().put("carrier", "HLCU"));
    send(id, "milestones", Bodies.milestone("PICKED_UP"));
    view(id, 6);

    try (var a = FleetWatcher.after(cursor, client, maeu).awaitLive();
        var b = FleetWatcher.after(cursor, client, hlcu).awaitLive()) {
      assertThat(a.told(id)).containsExactly("left 5");
      assertThat(b.told(id)).containsExactly("event 3", "event 4", "event 5", "event 6");
    }
  }

  @Test
  void shouldInviteCarriersAndSealTheirBids() {
    var before = cursor();
    var id = book();
    try (var a = FleetWatcher.start(client, maeu);
        var b = FleetWatcher.start(client, hlcu);
        var s = FleetWatcher.start(client, shipper)) {
      var terms =
          TenderClient.spot()
              .put("carriers", new JsonArray().add(new JsonObject().put("carrier", "MAEU")));
      send(id, "tenders", terms);
      var bid = new JsonObject().put("amount", "980").toBuffer().getBytes();
      client
          .send(
              "PUT", "/v1/shipments/" + id + "/tenders/1/bids/MAEU", bid, "application/json", maeu)
          .join()
          .accepted();
      view(id, 3);

      s.last().awaitEvents(id, 3);
      a.last().awaitEvents(id, 3);
      assertThat(a.told(id)).containsExactly("event 2", "event 3");
      assertThat(a.last().eventTexts(id)).isEqualTo(seen(id, maeu).subList(1, 3));
      assertThat(s.last().eventTexts(id))
          .isEqualTo(seen(id, shipper).subList(1, 3))
          .noneMatch(event -> event.contains("980"));
      requireSilence(b, id);

      send(id, "tenders/1/withdrawal", new JsonObject().put("reason", "rate"));
      s.last().awaitEvents(id, 4);
      a.last().await(frame -> "left".equals(frame.getString("op")));
      assertThat(a.told(id)).containsExactly("event 2", "event 3", "event 4", "left 4");
      view(id, 4);
      try (var a2 = FleetWatcher.after(before, client, maeu).awaitLive();
          var s2 = FleetWatcher.after(before, client, shipper).awaitLive()) {
        assertThat(a2.told(id)).isEmpty();
        assertThat(s2.last().eventTexts(id)).isEqualTo(seen(id, shipper));
      }
    }
  }
}
