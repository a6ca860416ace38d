package io.quayside.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every view at every size: readable for everybody, nothing clipped; pictures in target/page, with
 * {@code -Dpage.pictures=true} of every view.
 */
@ExtendWith(SharedGateway.class)
@Timeout(600)
class PageLookIT {
  private static final int HEIGHT = 900;

  /** Of every view, instead of some. */
  private static final boolean ALL_PICTURES = Boolean.getBoolean("page.pictures");

  private static final String TWO_FRAMES =
      "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(0))))";

  private final GatewayProcess gateway;

  PageLookIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  private static String axe() throws IOException {
    try (var in = PageLookIT.class.getResourceAsStream("/axe/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** A shipment with something in every tab. */
  private String shipment() {
    var client = gateway.client();
    var id =
        client
            .post("/v1/shipments", Bodies.booking().put("reference", "LOOK-1"))
            .expect(201)
            .json()
            .getString("shipmentId");
    var path = "/v1/shipments/" + id;
    var closes = Bodies.now().plus(Duration.ofHours(1)).toString();
    client
        .post(
            path + "/saga",
            Visit.json(
                "tenders",
                new JsonArray()
                    .add(
                        Visit.json("kind", "SPOT", "currency", "EUR", "closesAfterSeconds", 3600))))
        .expect(201);
    client
        .post(path + "/documents", Visit.json("type", "COMMERCIAL_INVOICE", "dueAt", closes))
        .expect(201);
    client
        .send(
            "PUT",
            path + "/tenders/1/bids/MAEU",
            new JsonObject().put("amount", "980").toBuffer().getBytes(),
            "application/json")
        .join()
        .expect(200);
    client.post(path + "/carrier-assignment", Bodies.carrier("MV Elbe")).expect(200);
    client.post(path + "/milestones", Bodies.milestone("PICKED_UP")).expect(200);
    client.post(path + "/milestones", Bodies.milestone("DEPARTED", Bodies.now())).expect(200);
    client.post(path + "/positions", Bodies.position("ais-1", 1)).expect(202);
    return id;
  }

  private static Map<String, String> places(String id) {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("overview", "#/");
    places.put("shipments", "#/shipments?reference=LOOK-1");
    for (String tab : List.of("events", "tender", "documents", "booking", "webhooks", "raw")) {
      places.put("shipment-" + tab, "#/shipments/" + id + "?tab=" + tab);
    }
    places.put("tenders", "#/tenders");
    places.put("documents", "#/documents");
    places.put("operations", "#/operations");
    places.put("start", "#/start");
    return places;
  }

  @Test
  void shouldBeReadableAtEverySizeInLightAndDark() throws IOException {
    var axe = axe();
    List<String> offences = new ArrayList<>();
    var id = shipment();
    try (var visit = Visit.of(gateway.ports().http())) {
      visit.awaitElement("main[data-view]");
      for (var place : places(id).entrySet()) {
        var name = place.getKey();
        visit.go(place.getValue(), name.replaceAll("-.*", ""));
        visit
            .browser()
            .awaitTrue(
                "document.querySelectorAll('main [data-state]').length > 0 &&"
                    + " !document.querySelector('main [data-state=\"loading\"]')");
        for (int width : new int[] {360, 800, 1440}) {
          visit.browser().resize(width, HEIGHT, width == 800);
          if (visit.overflow() > 0) {
            offences.add("%s at %d px scrolls sideways".formatted(name, width));
          }
          if (width != 1440) {
            visit.offences(axe).forEach(one -> offences.add(name + " at " + width + ": " + one));
          }
        }
        if (ALL_PICTURES
            || List.of("overview", "shipments", "shipment-events", "operations").contains(name)) {
          picture(visit, name);
        }
      }
      visit.expectNoComplaints();
    }
    assertThat(offences).isEmpty();
  }

  private static void picture(Visit visit, String name) {
    for (int width : new int[] {390, 1280, 2560}) {
      for (boolean dark : new boolean[] {false, true}) {
        visit.browser().resize(width, width == 2560 ? 1440 : HEIGHT, dark);
        var theme = dark ? "dark" : "light";
        visit
            .browser()
            .awaitTrue("document.documentElement.dataset.theme === '%s'".formatted(theme));
        // Two frames: the second shows what the first has laid out.
        visit.browser().evaluate(TWO_FRAMES);
        visit.screenshot("%s-%d-%s".formatted(name, width, theme));
      }
    }
  }
}
