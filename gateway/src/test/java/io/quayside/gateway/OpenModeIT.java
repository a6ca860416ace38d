package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.cluster.Agreement;
import io.quayside.cluster.Release;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that asks for no credentials. */
@ExtendWith(SharedGateway.class)
class OpenModeIT {
  private final GatewayProcess gateway;

  OpenModeIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @Test
  void shouldListenOnTheLoopbackAddressAlone() throws IOException {
    // Another address of this machine, which a server on 0.0.0.0 would answer on too.
    var other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    for (int port : new int[] {gateway.ports().http(), gateway.ports().management()}) {
      assertThatThrownBy(() -> new Socket(other, port)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void shouldTellThatNoCredentialsAreNeeded() {
    assertThat(gateway.client().management("/metrics").text())
        .containsPattern("(?m)^quayside_auth_disabled 1\\.0$");
  }

  @Test
  void shouldShowTheOneNodeAndAllItsShards() {
    var cluster = gateway.client().get("/v1/cluster").expect(200).json();
    assertThat(cluster.fieldNames()).containsExactlyInAnyOrder("shards", "generation", "nodes");
    assertThat(cluster.getJsonArray("nodes")).hasSize(1);
    var node = cluster.getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getJsonArray("shards"))
        .containsExactlyElementsOf(range(0, cluster.getInteger("shards")).boxed().toList());
    assertThat(node.getString("address")).startsWith("127.0.0.1:");
    assertThat(node.getString("version")).isEqualTo(Release.VERSION);
    assertThat(node.getInteger("protocol")).isEqualTo(Agreement.HIGHEST_PROTOCOL);
    assertThat(node.getBoolean("self")).isTrue();
    gateway.client().get("/v1/cluster?a=b").expectProblem(422, "validation-failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/keys",
        "GET /v1/keys",
        "DELETE /v1/keys/00000000",
        "POST /v1/device-groups",
        "GET /v1/device-groups",
        "POST /v1/device-groups/00000000/rotation",
        "PUT /v1/tenants/acme",
        "GET /v1/tenants",
      })
  void shouldLetNobodyPlantWhatWouldOutliveTheMode(String request) {
    var words = request.split(" ", 2);
    var body = words[0].equals("GET") ? null : "{}".getBytes(UTF_8);
    gateway
        .client()
        .send(words[0], words[1], body, body == null ? null : "application/json")
        .join()
        .expectProblem(403, "forbidden");
  }

  @Test
  void shouldHaveOneTenantAndLookAtNoCredentials() {
    var client = gateway.client();
    var list = "/v1/shipments?limit=1";
    client.get(list, "Authorization", "Bearer nobodys").expect(200);
    client.get(list, "Quayside-Tenant", "default").expect(200);
    client.get(list, "Quayside-Tenant", "acme").expectProblem(403, "forbidden");
    client.get("/docs", "Quayside-Tenant", "acme").expect(200);
  }
}
