package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.KeycloakProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page signs a visitor in at a real Keycloak: {@code -Pkeycloak}. */
@Tag("keycloak")
@Timeout(600)
class PageKeycloakIT {
  @Test
  void shouldSignInAtKeycloakAndRenewItsToken() {
    try (var keycloak = KeycloakProcess.start();
        var gateway =
            GatewayProcess.startFresh(
                "page-keycloak",
                Map.of(
                    "QUAYSIDE_AUTH_MODE",
                    "required",
                    "QUAYSIDE_AUTH_ISSUERS",
                    keycloak.settings(),
                    "QUAYSIDE_WEB_OIDC_ISSUER",
                    keycloak.issuer(),
                    "QUAYSIDE_WEB_OIDC_CLIENT_ID",
                    "page"));
        var visit = Visit.of(gateway.ports().http())) {
      visit.go("#/operations", "sign-in");
      visit.browser().click("[data-action=\"oidc\"]");
      visit.awaitElement("#kc-login");
      visit.set("username", "visitor");
      visit.set("password", "only-for-this-test");
      visit.browser().click("#kc-login");

      visit.awaitView("operations");
      visit.awaitElement("[data-connection=\"live\"]");
      assertThat((String) visit.browser().evaluate("location.href")).endsWith("/#/operations");
      visit.browser().evaluate("window.stays = true");
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  visit.browser().requests().stream().filter(url -> url.endsWith("/token")).count()
                      >= 2);
      visit.awaitElement("[data-connection=\"live\"]");
      assertThat(visit.browser().evaluate("window.stays")).as("without reload").isEqualTo(true);
    }
  }
}
