package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quayside.common.identity.ApiKeyText;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.IdentityProvider;
import io.quayside.gateway.harness.RawHttp;
import io.quayside.gateway.harness.RawWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Tokens of an identity provider, and of some who are none, at a gateway that wants credentials.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JsonWebTokensIT {
  private static final String BOOTSTRAP = ApiKeyText.random();

  private static IdentityProvider provider;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    provider = IdentityProvider.start();
    gateway =
        GatewayProcess.startFresh(
            "tokens",
            Map.of(
                "QUAYSIDE_AUTH_MODE",
                "required",
                "QUAYSIDE_AUTH_BOOTSTRAP_KEY",
                BOOTSTRAP,
                "QUAYSIDE_AUTH_ISSUERS",
                provider.settings()));
  }

  @AfterAll
  static void stop() {
    gateway.closeAndForget();
    provider.close();
  }

  private static CompletableFuture<Answer> list(String token) {
    return gateway
        .client()
        .send("GET", "/v1/shipments", null, null, "Authorization", "Bearer " + token);
  }

  private static String forged(RSAKey key, String like) throws Exception {
    var claims = new JWTClaimsSet.Builder(SignedJWT.parse(like).getJWTClaimsSet()).build();
    var forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    forged.sign(new RSASSASigner(key));
    return forged.serialize();
  }

  @Test
  @Order(1)
  void shouldTakeATokenOfTheProvider() {
    list(provider.token("operator", "quayside", 300)).join().expect(200);
    list(provider.token("service", "quayside", 300)).join().expect(200);
    list(BOOTSTRAP).join().expect(200);
  }

  @Test
  @Order(1)
  void shouldTellCallersWhoTheyAre() {
    var me = me(provider.token("service", "quayside", 300));
    assertThat(Instant.parse((String) me.remove("until"))).isAfter(Instant.now());
    assertThat(me)
        .isEqualTo(
            new JsonObject()
                .put("tenant", "default")
                .put("role", "service")
                .put("name", "jwt/harbour/user-1"));
    var carrier =
        Map.of(
            "tenant", "default",
            "quayside_role", List.of("carrier", "offline_access"),
            "quayside_carriers", List.of("MAEU", "HLCU"));
    assertThat(me(provider.token("c", "quayside", carrier, 300)).getJsonArray("carriers"))
        .containsExactly("HLCU", "MAEU");
    assertThat(me(BOOTSTRAP))
        .isEqualTo(
            new JsonObject()
                .put("tenant", "default")
                .put("role", "operator")
                .put("name", "key/*/bootstrap")
                .put("allTenants", true));
  }

  private static JsonObject me(String token) {
    return gateway.client().get("/v1/me", "Authorization", "Bearer " + token).expect(200).json();
  }

  /** Its signature is verified while the frames wait. */
  @Test
  @Order(1)
  void shouldTakeFramesThatComeWithANewTokensHandshake() throws Exception {
    int port = gateway.ports().http();
    var frame = RawWebSocket.frame(RawWebSocket.TEXT, true, "{\"op\":\"ping\"}".getBytes(UTF_8));
    for (int attempt = 0; attempt < 5; attempt++) {
      var token = provider.token("service", "quayside", 400 + attempt);
      var authorization = "Authorization: Bearer " + token + "\n";
      try (var socket = RawWebSocket.hasty(port, authorization, frame)) {
        assertThat(socket.readJson()).isEqualTo(new JsonObject().put("op", "pong"));
      }
      try (var http = new RawHttp(port)) {
        http.send(handshake(token + "x") + "GET /v1/me HTTP/1.1\r\nHost: quayside\r\n\r\n");
        http.read().expectProblem(401, "unauthenticated");
        assertThat(http.read().json().getString("code")).isEqualTo("unauthenticated");
      }
    }
  }

  private static String handshake(String token) {
    return """
    GET /v1/ws HTTP/1.1
    Host: quayside
    Upgrade: websocket
    Connection: Upgrade
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
    Sec-WebSocket-Version: 13
    Authorization: Bearer %s

    """
        .formatted(token)
        .replace("\n", "\r\n");
  }

  @Test
  @Order(2)
  void shouldRefuseWhatIsNotMeantForIt() throws Exception {
    var detail =
        list("nonsense").join().expectProblem(401, "unauthenticated").json().getString("detail");
    var good = provider.token("operator", "quayside", 300);
    for (var token :
        List.of(
            provider.token("operator", "other", 300),
            provider.token("stranger", "quayside", 300),
            provider.token("user 1", "quayside", Map.of("tenant", "default"), 300),
            provider.token("u", "quayside", Map.of("tenant", "x", "quayside_role", "service"), 300),
            forged(new RSAKeyGenerator(2048).keyID("harbour").generate(), good),
            good.substring(0, good.lastIndexOf('.') + 1),
            ApiKeyText.random())) {
      var answer = list(token).join().expectProblem(401, "unauthenticated");
      assertThat(answer.json().getString("detail")).isEqualTo(detail);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }
    var expired = list(provider.token("operator", "quayside", -60)).join();
    assertThat(expired.expectProblem(401, "unauthenticated").json().getString("detail"))
        .isNotEqualTo(detail)
        .contains("expired");
    var none = gateway.client().get("/v1/shipments").expectProblem(401, "unauthenticated");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  @Order(3)
  void shouldLearnANewKeyAndFetchNoMoreForAFloodOfUnknownOnes() throws Exception {
    int before = provider.fetches();
    long start = System.nanoTime();
    var fresh = new RSAKeyGenerator(2048).keyID("fresh").generate();
    provider.addKey(fresh.toPublicJWK().toJSONString());
    list(forged(fresh, provider.token("operator", "quayside", 300))).join().expect(200);
    assertThat(provider.fetches() - before).isEqualTo(1);
    var good = provider.token("operator", "quayside", 300);
    var stranger = new RSAKeyGenerator(2048).keyID("0").generate();
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      unknown.add(forged(new RSAKey.Builder(stranger).keyID("unknown-" + i).build(), good));
    }
    for (int round = 0; round < 20; round++) {
      var flood = unknown.stream().map(JsonWebTokensIT::list).toList();
      flood.forEach(answer -> answer.join().expectProblem(401, "unauthenticated"));
    }
    long pauses = (System.nanoTime() - start) / 30_000_000_000L;
    assertThat(provider.fetches() - before).as("fetches").isLessThanOrEqualTo(1 + (int) pauses);
    list(good).join().expect(200);
  }

  @Test
  @Order(4)
  void shouldGoOnWhileTheProviderIsAway() {
    provider.leave();
    list(provider.token("operator", "quayside", 301)).join().expect(200);
  }

  @Test
  @Order(5)
  void shouldTellNothingOfCredentials() {
    assertThat(gateway.complaints()).isEmpty();
    assertThat(gateway.credentialsInOutput()).isEmpty();
    var metrics = gateway.client().management("/metrics").text();
    assertThat(metrics)
        .contains("quayside_auth_total{kind=\"jwt\",outcome=\"granted\"}")
        .contains("quayside_auth_total{kind=\"jwt\",outcome=\"unauthenticated\"}")
        .contains("quayside_auth_disabled 0")
        .doesNotContain("eyJ")
        .doesNotContain("qk_");
  }
}
