package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.common.identity.ApiKeyText;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.IdentityProvider;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SignInServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signing in at an identity provider, and credentials that run out while one looks. */
@Timeout(600)
class PageSignInIT {
  private static final String BOOTSTRAP = ApiKeyText.random();
  private static final int SHORT_SECONDS = 20;

  private static IdentityProvider provider;
  private static SignInServer signIn;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    provider = IdentityProvider.start();
    signIn = new SignInServer(() -> provider.token("operator", "quayside", SHORT_SECONDS));
    gateway =
        GatewayProcess.startFresh(
            "page-sign-in",
            Map.of(
                "QUAYSIDE_AUTH_MODE",
                "required",
                "QUAYSIDE_AUTH_BOOTSTRAP_KEY",
                BOOTSTRAP,
                "QUAYSIDE_AUTH_ISSUERS",
                provider.settings(),
                "QUAYSIDE_WEB_OIDC_ISSUER",
                signIn.issuer(),
                "QUAYSIDE_WEB_OIDC_CLIENT_ID",
                "page"));
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
    signIn.close();
    provider.close();
  }

  private static String book() {
    return gateway
        .client()
        .post("/v1/shipments", Bodies.booking(), SecuredGateway.bearer(BOOTSTRAP))
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private static void awaitRow(Visit visit, String id) {
    visit.awaitElement("tr[data-shipment-id=\"%s\"]".formatted(id));
  }

  @Test
  void shouldRenewTheTokenOfTheIdentityProvider() {
    try (var visit = Visit.of(gateway.ports().http())) {
      visit.go("#/shipments", "sign-in");
      visit.browser().click("[data-action=\"oidc\"]");
      visit.awaitView("shipments");
      visit.awaitElement("[data-connection=\"live\"]");
      visit.browser().evaluate("window.stays = true");
      assertThat((String) visit.browser().evaluate("location.href")).endsWith("/#/shipments");
      assertThat(
              (String)
                  visit
                      .browser()
                      .evaluate(
                          "JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})"
                              + " + document.documentElement.outerHTML"))
          .doesNotContain("eyJ");
      awaitRow(visit, book());

      await().atMost(Duration.ofMinutes(2)).until(() -> signIn.renewals() > 0);
      awaitRow(visit, book());
      assertThat(visit.browser().evaluate("window.stays")).as("without reload").isEqualTo(true);
      assertThat(visit.browser().complaints()).isEmpty();
    }
  }

  @Test
  void shouldAskForNewCredentialsAndGoOnWhereItWas() {
    try (var visit = Visit.of(gateway.ports().http())) {
      visit.go("#/operations", "sign-in");
      signIn(visit, provider.token("operator", "quayside", SHORT_SECONDS));
      visit.awaitView("operations");
      visit.awaitElement("[data-connection=\"live\"]");

      visit.awaitView("sign-in");
      assertThat(visit.text("main")).contains("run out");
      assertThat(visit.count("[data-node-id]")).as("content is hidden").isZero();
      signIn(visit, provider.token("operator", "quayside", 600));
      visit.awaitView("operations");
      visit.awaitElement("[data-connection=\"live\"]");
    }
  }

  private static void signIn(Visit visit, String token) {
    visit.awaitElement("[name=\"token\"]");
    visit.set("token", token);
    visit.browser().click("[data-action=\"sign-in\"]");
  }
}
