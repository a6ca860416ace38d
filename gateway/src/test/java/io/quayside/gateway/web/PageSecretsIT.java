package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a visitor may not see is neither in the page nor on its way there. */
@ExtendWith(SecuredGateway.class)
@Timeout(600)
class PageSecretsIT {
  private static final String AMOUNT_OF_ANOTHER = "98765.43";

  private final Secured secured;

  PageSecretsIT(Secured secured) {
    this.secured = secured;
  }

  private String operator() {
    return secured.bootstrapKey();
  }

  private String book(String reference) {
    return secured
        .client()
        .post(
            "/v1/shipments",
            Bodies.booking().put("reference", reference),
            SecuredGateway.bearer(operator()))
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private void bid(String id, String carrier, String amount) {
    secured
        .client()
        .send(
            "PUT",
            "/v1/shipments/" + id + "/tenders/1/bids/" + carrier,
            new JsonObject().put("amount", amount).toBuffer().getBytes(),
            "application/json",
            SecuredGateway.bearer(operator()))
        .join()
        .expect(200);
  }

  /** Two carriers bid on a shipment. */
  private String tendered(String reference) {
    var id = book(reference);
    var tender =
        new JsonObject()
            .put("kind", "SPOT")
            .put("currency", "EUR")
            .put("closesAt", Bodies.now().plus(Duration.ofHours(1)).toString())
            .put(
                "carriers",
                new JsonArray()
                    .add(new JsonObject().put("carrier", "PGEA"))
                    .add(new JsonObject().put("carrier", "PGEB")));
    secured
        .client()
        .post("/v1/shipments/" + id + "/tenders", tender, SecuredGateway.bearer(operator()))
        .expect(201);
    bid(id, "PGEA", "980");
    bid(id, "PGEB", AMOUNT_OF_ANOTHER);
    return id;
  }

  @Test
  void shouldKeepSecretsOfOthersAndTheTokenOutOfThePage() {
    var token =
        secured.key("default", "carrier", Visit.json("carriers", new JsonArray().add("PGEA")));
    var foreign = book("SECRET-REFERENCE");
    var id = tendered("PAGE-TENDER");
    try (var visit = Visit.of(secured.gateway().ports().http())) {
      visit.awaitView("sign-in");
      visit.set("token", token);
      visit.browser().click("[data-action=\"sign-in\"]");
      visit.awaitElement("[data-connection=\"live\"]");
      visit.go("#/shipments", "shipments");
      visit.awaitElement("tr[data-shipment-id=\"%s\"]".formatted(id));
      visit.go("#/shipments/" + id + "?tab=tender", "shipment");
      visit.awaitElement("[data-tender=\"1\"] [data-bid]");
      assertThat(visit.text("[data-tender=\"1\"]")).contains("980.00");
      assertThat(visit.count("[data-action=\"bid\"]")).isEqualTo(1);
      assertThat(visit.count("[data-action=\"close-tender\"]")).isZero();
      visit.go("#/tenders", "tenders");
      visit.awaitElement("[data-tender-key=\"%s/1\"]".formatted(id));
      visit.go("#/shipments/" + id + "?tab=events", "shipment");
      visit.awaitElement("[data-event-id=\"%s/4\"]".formatted(id));
      // A place that is not this visitor's.
      visit.go("#/shipments/" + foreign, "shipment");
      visit.awaitElement("[data-problem=\"shipment-not-found\"]");

      var browser = visit.browser();
      var page = (String) browser.evaluate("document.documentElement.outerHTML");
      assertThat(page).doesNotContain(AMOUNT_OF_ANOTHER, "SECRET-REFERENCE", token);
      assertThat(browser.received())
          .as("answers and frames")
          .anyMatch(text -> text.contains("980.00"))
          .noneMatch(text -> text.contains(AMOUNT_OF_ANOTHER) || text.contains("SECRET-REFERENCE"));
      assertThat(browser.requests()).noneMatch(url -> url.contains(token));
      assertThat(
              (String)
                  browser.evaluate(
                      "JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"))
          .doesNotContain(token);
    }
  }

  @Test
  void shouldRefuseAWrongKeyAndRememberARightOneInItsTabAlone() {
    var token = secured.key("default", "service", new JsonObject());
    try (var visit = Visit.of(secured.gateway().ports().http())) {
      visit.awaitView("sign-in");
      visit.set("token", "qk_00000000_00000000000000000000000000000000");
      visit.browser().click("[data-action=\"sign-in\"]");
      visit.awaitElement("[data-problem=\"unauthenticated\"]");

      visit.set("token", token);
      visit.browser().evaluate("document.getElementById('remember').checked = true");
      visit.browser().click("[data-action=\"sign-in\"]");
      visit.awaitElement("[data-connection=\"live\"]");
      assertThat(visit.count("[data-action=\"book\"]")).as("a service reads").isZero();
      visit.browser().evaluate("window.before = true");
      visit.browser().evaluate("location.reload()");
      visit.browser().awaitTrue("window.before === undefined");
      visit.awaitElement("[data-connection=\"live\"]");
      assertThat((String) visit.browser().evaluate("JSON.stringify({...localStorage})"))
          .doesNotContain(token);
      visit.browser().click("[data-action=\"sign-out\"]");
      visit.awaitView("sign-in");
      assertThat((String) visit.browser().evaluate("JSON.stringify({...sessionStorage})"))
          .doesNotContain(token);
    }
  }
}
