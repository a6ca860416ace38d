package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.KeycloakProcess;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tokens of a real Keycloak, over a rotation of its keys and in its absence: {@code -Pkeycloak}.
 */
@Tag("keycloak")
@Timeout(600)
class KeycloakIT {
  @Test
  void shouldTakeTokensOfKeycloak() {
    try (var keycloak = KeycloakProcess.start();
        var gateway =
            GatewayProcess.startFresh(
                "keycloak",
                Map.of(
                    "QUAYSIDE_AUTH_MODE",
                    "required",
                    "QUAYSIDE_AUTH_ISSUERS",
                    keycloak.settings()))) {
      var first = keycloak.token();
      assertThat(part(first, 1).containsKey("nbf")).isFalse();
      var me = me(gateway, first).expect(200).json();
      assertThat(me.getString("name")).startsWith("jwt/keycloak/");
      assertThat(me.getString("role")).isEqualTo("operator");

      keycloak.rotateKeys();
      var second = keycloak.token();
      assertThat(part(second, 0).getString("kid")).isNotEqualTo(part(first, 0).getString("kid"));
      me(gateway, second).expect(200);
      me(gateway, first).expect(200);
      me(gateway, second.substring(0, second.length() - 8) + "AAAAAAAA").expect(401);

      var unused = keycloak.token();
      keycloak.stop();
      me(gateway, unused).expect(200);
      assertThat(gateway.complaints()).isEmpty();
    }
  }

  private static JsonObject part(String token, int index) {
    var part = token.split("\\.", -1)[index];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part), UTF_8));
  }

  private static Answer me(GatewayProcess gateway, String token) {
    return gateway.client().get("/v1/me", "Authorization", "Bearer " + token);
  }
}
