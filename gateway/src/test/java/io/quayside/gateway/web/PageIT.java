package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The web page in a real browser: what moves, what one can do, and how it survives. */
@ExtendWith(SharedGateway.class)
@Timeout(600)
class PageIT {
  private final GatewayProcess gateway;
  private final Client client;
  private Visit visit;

  PageIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.client = gateway.client();
  }

  @AfterEach
  void leave() {
    if (visit != null) {
      visit.close();
    }
  }

  private void visit(int port) {
    visit = Visit.of(port);
  }

  private String book(String reference) {
    return client
        .post("/v1/shipments", Bodies.booking().put("reference", reference))
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private void send(String id, String rest, JsonObject body) {
    client.post("/v1/shipments/" + id + rest, body).expect(200);
  }

  /** Books a shipment and moves it: five events. */
  private String shipment(String reference) {
    var id = book(reference);
    send(id, "/carrier-assignment", Bodies.carrier("MV Elbe"));
    send(id, "/release", new JsonObject());
    send(id, "/milestones", Bodies.milestone("PICKED_UP"));
    send(id, "/milestones", Bodies.milestone("DEPARTED"));
    return id;
  }

  private static String reference() {
    return "PAGE-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String row(String id, String more) {
    return "main [data-shipment-id=\"%s\"]%s".formatted(id, more);
  }

  @Test
  void shouldShowAShipmentMoveWithoutReload() {
    visit(gateway.ports().http());
    var reference = reference();
    visit.go("#/shipments?reference=" + reference, "shipments");
    visit.browser().evaluate("window.stays = true");
    var id = book(reference);
    visit.awaitElement(row(id, "[data-status=\"BOOKED\"]"));

    send(id, "/carrier-assignment", Bodies.carrier("MV Elbe"));
    send(id, "/milestones", Bodies.milestone("PICKED_UP"));
    visit.awaitElement(row(id, "[data-status=\"PICKED_UP\"][data-version=\"3\"]"));

    visit.browser().click(row(id, " a"));
    visit.awaitView("shipment");
    send(id, "/milestones", Bodies.milestone("DEPARTED"));
    visit.awaitElement("[data-event-id=\"%s/4\"]".formatted(id));
    client.post("/v1/shipments/" + id + "/positions", Bodies.position("ais-1", 1)).expect(202);
    visit.awaitElement(row(id, "[data-lat=\"53.54\"][data-lon=\"9.98\"][data-stale=\"false\"]"));
    visit.awaitElement(row(id, "[data-status=\"IN_TRANSIT\"]"));
    assertThat(visit.browser().evaluate("window.stays")).isEqualTo(true);
    visit.expectNoComplaints();
  }

  @Test
  void shouldShowEachVersionAsTheInterfaceDoes() {
    visit(gateway.ports().http());
    var id = shipment(reference());
    visit.go("#/shipments/" + id, "shipment");
    visit.awaitElement(row(id, "[data-version=\"5\"]"));

    for (int version = 4; version >= 1; version--) {
      visit.set("version", String.valueOf(version));
      visit.awaitElement("[data-as-of=\"%d\"]".formatted(version));
      var then = client.get("/v1/shipments/" + id + "?at-version=" + version).expect(200).json();
      visit.awaitElement(
          row(
              id,
              "[data-version=\"%d\"][data-status=\"%s\"]"
                  .formatted(version, then.getString("status"))));
      assertThat(visit.count("[data-event-id]")).isEqualTo(version);
      assertThat(visit.count("main .head-actions [data-action]")).isZero();
    }
    visit.browser().press("Escape");
    visit.awaitElement(row(id, "[data-version=\"5\"]"));
    assertThat(visit.count("[data-as-of]")).isZero();
    visit.expectNoComplaints();
  }

  @Test
  void shouldCountADoubleClickOnce() {
    visit(gateway.ports().http());
    var id = book(reference());
    visit.go("#/shipments/" + id, "shipment");
    visit.browser().click("[data-action=\"assign\"]");
    visit.awaitElement("dialog form");
    visit.set("carrier", "MAEU");
    visit
        .browser()
        .evaluate(
            """
            (() => {
              const button = document.querySelector('dialog [data-action="send"]');
              button.click();
              button.click();
            })()\
            """);
    visit.awaitElement(row(id, "[data-status=\"CARRIER_ASSIGNED\"]"));

    var events = client.get("/v1/shipments/" + id + "/events").expect(200).json();
    assertThat(events.getJsonArray("items")).hasSize(2);
  }

  @Test
  void shouldShowARefusalAtItsField() {
    visit(gateway.ports().http());
    visit.go("#/shipments", "shipments");
    visit.browser().click("[data-action=\"book\"]");
    visit.awaitElement("dialog form");
    visit.browser().evaluate("document.querySelector('dialog form').noValidate = true");
    visit.fill(
        Map.of(
            "reference", reference(),
            "shipper", "Hansa Tea",
            "origin", "CNSHA",
            "destination", "nowhere",
            "description", "Tea"));

    visit.awaitElement("[data-problem=\"validation-failed\"]");
    visit.awaitElement("#field-destination-error");
    assertThat(visit.text(".form-call pre"))
        .contains("Idempotency-Key")
        .contains("curl -i -X POST");
  }

  @Test
  void shouldWorkByKeyboardAlone() {
    visit(gateway.ports().http());
    visit.awaitElement("main[data-view]");
    var reference = reference();
    press("g", "s");
    visit.awaitView("shipments");
    tabTo("document.activeElement.dataset.action === 'book'");
    press("Enter");
    visit.awaitElement("dialog form");
    var browser = visit.browser();
    browser.type(reference);
    press("Tab");
    browser.type("Hansa Tea");
    press("Tab", "Tab");
    browser.type("CNSHA");
    press("Tab");
    browser.type("DEHAM");
    press("Tab");
    browser.type("Green tea");
    press("Enter");
    visit.awaitView("shipment");
    visit.awaitElement("main [data-status=\"BOOKED\"]");

    tabTo("document.activeElement.dataset.action === 'assign'");
    press("Enter");
    visit.awaitElement("dialog form");
    browser.type("MAEU");
    press("Enter");
    visit.awaitElement("main [data-status=\"CARRIER_ASSIGNED\"]");
    tabTo("document.activeElement.dataset.action === 'milestone-picked-up'");
    press("Enter");
    visit.awaitElement("dialog form");
    tabTo("document.activeElement.dataset.action === 'send'");
    press("Enter");
    visit.awaitElement("main [data-status=\"PICKED_UP\"]");
  }

  private void press(String... keys) {
    for (String key : keys) {
      visit.browser().press(key);
    }
  }

  /** Presses the tabulator until the focus is where it is wanted, as a visitor would. */
  private void tabTo(String condition) {
    for (int i = 0; i < 80; i++) {
      if (Boolean.TRUE.equals(visit.browser().evaluate(condition))) {
        return;
      }
      press("Tab");
    }
    throw new AssertionError("never has the focus: " + condition);
  }

  @Test
  void shouldPlayTheDemo() {
    visit(gateway.ports().http());
    visit.go("#/start", "start");
    visit.browser().evaluate(KEEP_WHAT_WAS_SEEN);
    visit.browser().click("[data-action=\"play-demo\"]");
    visit.awaitElement(".strip");
    visit.awaitView("overview");
    visit.browser().awaitTrue("Object.keys(window.kept.moved).length >= 12", 120);
    visit.awaitElement("[data-map][data-markers]:not([data-markers=\"0\"])");
    for (String group :
        List.of(
            "exception",
            "attention",
            "moving",
            "waiting",
            "planned",
            "returning",
            "done",
            "cancelled")) {
      visit.browser().awaitTrue("'%s' in window.kept.groups".formatted(group), 120);
    }
    visit.screenshot("demo");

    visit.go("#/shipments?shipper=Demo+Tea", "shipments");
    visit.browser().awaitTrue("document.querySelectorAll('tr[data-shipment-id]').length >= 8", 60);
    visit.browser().click("[data-action=\"stop-demo\"]");
    visit.expectNoComplaints();
  }

  /** What the demo shows may be over when a slow machine looks: groups that had members, moves. */
  private static final String KEEP_WHAT_WAS_SEEN =
      """
      import('/web/core/fleet.js').then(({shipments}) => {
        const kept = window.kept = {groups: {}, first: {}, moved: {}};
        setInterval(() => {
          document.querySelectorAll('a.group').forEach(group => {
            if (!/^\\s*0/.test(group.textContent)) {
              kept.groups[group.dataset.group] = true;
            }
          });
          shipments.forEach(({shipmentId, reference, lastPosition}) => {
            if (reference?.startsWith('DEMO-') && lastPosition) {
              const at = JSON.stringify(lastPosition.position);
              kept.first[shipmentId] ??= at;
              if (kept.first[shipmentId] !== at) {
                kept.moved[shipmentId] = true;
              }
            }
          });
        }, 200);
      })\
      """;

  @Test
  void shouldGoOnWhereItWasWhenTheConnectionIsBack() throws IOException {
    try (var proxy = new CuttingProxy(gateway.ports().http())) {
      visit(proxy.port());
      var id = book(reference());
      visit.go("#/shipments/" + id, "shipment");
      visit.awaitElement("[data-connection=\"live\"]");
      visit.awaitElement("[data-event-id=\"%s/1\"]".formatted(id));

      proxy.cut();
      visit.awaitElement("[data-connection=\"reconnecting\"]");
      send(id, "/carrier-assignment", Bodies.carrier("MV Elbe"));
      send(id, "/milestones", Bodies.milestone("PICKED_UP"));
      send(id, "/milestones", Bodies.milestone("DEPARTED"));
      visit.awaitElement("[data-as-of-time]");
      assertThat(visit.count("[data-event-id]")).as("content stays").isEqualTo(1);
      proxy.mend();

      visit.awaitElement("[data-connection=\"live\"]");
      visit.awaitElement("[data-event-id=\"%s/4\"]".formatted(id));
      assertThat(visit.attributes("[data-event-id]", "data-event-id"))
          .containsExactly(id + "/4", id + "/3", id + "/2", id + "/1");
      visit.awaitElement(row(id, "[data-status=\"IN_TRANSIT\"]"));
    }
  }
}
