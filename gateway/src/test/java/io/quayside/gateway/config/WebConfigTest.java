package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.edge.web.PageSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebConfigTest {
  private static final Map<String, String> SERVICES =
      Map.of(
          "QUAYSIDE_KAFKA_BOOTSTRAP", "k1:9092",
          "QUAYSIDE_POSTGRES_URI", "postgresql://harbour:geheim@db:5432/quayside");

  private static WebConfig read(Map<String, String> environment) {
    return ConfigReader.read(Optional.empty(), environment).web();
  }

  @Test
  void shouldServeThePageWithItsDemoWhereTheGatewayStandsAlone() {
    assertThat(read(Map.of()).enabled()).isTrue();
    assertThat(read(Map.of()).demo()).isTrue();
    assertThat(read(Map.of("QUAYSIDE_AUTH_MODE", "required")).enabled()).isTrue();
    assertThat(read(Map.of("QUAYSIDE_AUTH_MODE", "required")).demo()).isFalse();
  }

  @Test
  void shouldServeNoPageWithGivenServicesUnlessTold() {
    assertThat(read(SERVICES).enabled()).isFalse();
    assertThat(read(SERVICES).demo()).isFalse();
    var told = new HashMap<>(SERVICES);
    told.put("QUAYSIDE_WEB_ENABLED", "true");
    assertThat(read(told).enabled()).isTrue();
  }

  @Test
  void shouldTellThePageOfTilesAndTheProvider() {
    var settings =
        read(Map.of(
                "QUAYSIDE_WEB_TILES_URL", "https://tiles.example:8443/{z}/{x}/{y}.png",
                "QUAYSIDE_WEB_TILES_ATTRIBUTION", "© the mappers",
                "QUAYSIDE_WEB_OIDC_ISSUER", "https://id.example/realms/trade",
                "QUAYSIDE_WEB_OIDC_CLIENT_ID", "quayside"))
            .settings(true, true);

    assertThat(settings.tiles())
        .contains(
            new PageSettings.Tiles("https://tiles.example:8443/{z}/{x}/{y}.png", "© the mappers"));
    assertThat(settings.oidc())
        .contains(new PageSettings.Oidc("https://id.example/realms/trade", "quayside", "openid"));
  }

  @ParameterizedTest
  @CsvSource({
    "QUAYSIDE_WEB_ENABLED, maybe, web.enabled",
    "QUAYSIDE_WEB_TILES_URL, https://tiles.example/map.png, web.tiles.url",
    "QUAYSIDE_WEB_TILES_URL, 'https://tiles.example;script-src/{z}/{x}/{y}', web.tiles.url",
    "QUAYSIDE_WEB_TILES_ATTRIBUTION, somebody, web.tiles.attribution",
    "QUAYSIDE_WEB_OIDC_ISSUER, https://id.example, web.oidc.issuer",
    "QUAYSIDE_WEB_OIDC_CLIENT_ID, quayside, web.oidc.client-id",
    "QUAYSIDE_WEB_OIDC_SCOPE, openid, web.oidc.scope",
  })
  void shouldNameTheKeyOfAMistake(String variable, String value, String key) {
    assertThatThrownBy(() -> read(Map.of(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key);
  }
}
