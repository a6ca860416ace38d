package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.cluster.Discovery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the gateway listens, and whom its ports trust. */
class NetworkConfigTest {
  @Test
  void shouldListenOnTheLoopbackAddressUnlessItAsksForCredentials() {
    var open = read(Map.of());
    assertThat(open.http().host()).isEqualTo("127.0.0.1");
    assertThat(open.management().host()).isEqualTo("127.0.0.1");

    var required = read(Map.of("QUAYSIDE_AUTH_MODE", "required"));
    assertThat(required.http().host()).isEqualTo("0.0.0.0");
    assertThat(required.management().host()).isEqualTo("0.0.0.0");

    var told = read(Map.of("QUAYSIDE_HTTP_HOST", "0.0.0.0"));
    assertThat(told.http().host()).isEqualTo("0.0.0.0");
    assertThat(told.management().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void shouldTakeOriginsAndHostsAsBrowsersWriteThem() {
    var config = read(Map.of("QUAYSIDE_HTTP_ORIGINS", "https://a.example, https://b.example:1"));
    assertThat(config.http().origins()).containsExactly("https://a.example", "https://b.example:1");

    assertThatThrownBy(() -> read(Map.of("QUAYSIDE_HTTP_ORIGINS", "https://a.example/")))
        .hasMessageStartingWith("http.origins (environment");
    assertThatThrownBy(() -> read(Map.of("QUAYSIDE_HTTP_ORIGINS", "*")))
        .hasMessageContaining("http.origins");
    assertThatThrownBy(() -> read(Map.of("QUAYSIDE_HTTP_HOSTS", "http://a.example")))
        .hasMessageStartingWith("http.hosts (environment");
  }

  @Test
  void shouldTakeMembersWithCommasFromTheEnvironment() {
    var config =
        read(
            Map.of(
                "QUAYSIDE_KAFKA_BOOTSTRAP", "k:9092",
                "QUAYSIDE_POSTGRES_URI", "postgresql://harbour@db/quayside",
                "QUAYSIDE_CLUSTER_MEMBERS", "a:5701, b"));
    assertThat(config.cluster().discovery())
        .isEqualTo(new Discovery.Members(List.of("a:5701", "b:5701")));
  }

  private static GatewayConfig read(Map<String, String> environment) {
    return ConfigReader.read(Optional.empty(), environment);
  }
}
