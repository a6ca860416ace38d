package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.edge.live.LiveAccess;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Credentials of WebSockets and streams: how they come, how long they hold, how they end. */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveCredentialsIT {
  private static final String TENANT = "live-credentials";
  private static final int FIRST_FRAME_SECONDS = 5;
  private static final int OPENED_AT_ONCE = 16;

  private final Secured secured;
  private final Client client;
  private String service;

  LiveCredentialsIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
  }

  @BeforeAll
  void makeKey() {
    secured.tenant(TENANT);
    service = secured.key(TENANT, "service", new JsonObject());
  }

  private int port() {
    return secured.gateway().ports().http();
  }

  private JsonObject makeKey(String role, JsonObject more) {
    var body = more.copy().put("name", "test-" + role).put("role", role);
    return client.post("/v1/keys", body, operator()).expect(201).json();
  }

  private String[] operator() {
    return new String[] {
      "Authorization", "Bearer " + secured.bootstrapKey(), "Quayside-Tenant", TENANT
    };
  }

  private void revoke(JsonObject key) {
    client
        .send("DELETE", "/v1/keys/" + key.getString("keyId"), null, null, operator())
        .join()
        .expect(204);
  }

  private String book() {
    return client
        .post("/v1/shipments", Bodies.booking(), operator())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  @Test
  void shouldTakeCredentialsAtTheUpgrade() {
    try (var live = client.liveWith(bearer(service))) {
      live.roundTrip();
      assertThat(live.subscribe(book()).getString("op")).isEqualTo("subscribed");
    }
  }

  @Test
  void shouldNotUpgradeWithWrongCredentials() {
    assertUpgradeStatus(401, bearer("qk_00000000_00000000000000000000000000000000"));
    assertUpgradeStatus(401, bearer("nonsense"));
    assertUpgradeStatus(403, "Authorization", "Bearer " + service, "Quayside-Tenant", "default");
  }

  private void assertUpgradeStatus(int status, String... headers) {
    assertThatThrownBy(() -> client.liveWith(headers))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(status));
  }

  @Test
  void shouldTakeCredentialsAsFirstFrame() {
    try (var live = client.live()) {
      var authenticated = live.authenticate(service);

      assertThat(authenticated.getString("op")).isEqualTo("authenticated");
      assertThat(authenticated.containsKey("until")).isFalse();
      assertThat(live.subscribe(book()).getString("op")).isEqualTo("subscribed");
    }
  }

  @Test
  void shouldAnswerFramesThatComeRightBehindTheFirst() throws IOException {
    try (var live = new RawWebSocket(port())) {
      live.sendBytes(
          RawWebSocket.frame(
              RawWebSocket.TEXT,
              true,
              "{\"op\":\"authenticate\",\"token\":\"%s\"}".formatted(service).getBytes(UTF_8)));
      live.sendText("{\"op\":\"ping\",\"id\":\"x1\"}");

      assertThat(live.readJson().getString("op")).isEqualTo("authenticated");
      assertThat(live.readJson().getString("op")).isEqualTo("pong");
    }
  }

  @Test
  void shouldCloseWhereTheFirstFrameIsAnother() {
    var subscribe = new JsonObject().put("op", "subscribe").put("shipmentId", "0".repeat(26));
    var tooLong =
        new JsonObject().put("op", "authenticate").put("token", service + "x".repeat(16_384));
    for (var first :
        List.of(
            "{}", "[]", "nonsense", "{\"op\":\"ping\"}", subscribe.encode(), tooLong.encode())) {
      try (var live = client.live()) {
        live.sendText(first);

        assertThat(live.awaitClose()).as(first.substring(0, 2)).isEqualTo(4501);
        assertThat(live.frames()).isEmpty();
      }
    }
    try (var live = client.live()) {
      live.sendBinary(new byte[3]);
      assertThat(live.awaitClose()).isEqualTo(4501);
    }
  }

  @Test
  void shouldCloseWhereTheFirstTokenIsWrong() {
    try (var live = client.live()) {
      assertThat(live.authenticate("nonsense").getString("code")).isEqualTo("unauthenticated");
      assertThat(live.awaitClose()).isEqualTo(4501);
    }
  }

  /** One that is silent is closed after 5 s, neither at once nor much later. */
  @Test
  void shouldBoundTheSocketsThatAreSilent() throws IOException {
    Queue<RawWebSocket> silent = new ConcurrentLinkedQueue<>();
    var start = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
      var opened =
          IntStream.range(0, LiveAccess.MAX_WAITING)
              .mapToObj(i -> CompletableFuture.runAsync(() -> silent.add(silentSocket()), threads))
              .toList();
      opened.forEach(CompletableFuture::join);
      assertThatThrownBy(() -> new RawWebSocket(port()))
          .hasMessageContaining("HTTP/1.1 503")
          .hasMessageContaining("Retry-After: 1");
      assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(FIRST_FRAME_SECONDS));
      // Who has credentials need not wait.
      client.liveWith(bearer(service)).close();

      assertThat(silent.element().readCloseCode()).isEqualTo(4501);
      assertThat(elapsed(start)).isGreaterThan(Duration.ofSeconds(FIRST_FRAME_SECONDS));
    } finally {
      for (var socket : silent) {
        socket.close();
      }
    }
    client.live().close();
  }

  private RawWebSocket silentSocket() {
    try {
      return new RawWebSocket(port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void shouldWarnBeforeTheEndAndCloseThen() throws Exception {
    var shipmentId = book();
    var expiresAt = Instant.now().plusSeconds(4);
    var key = makeKey("service", new JsonObject().put("expiresAt", expiresAt.toString()));
    try (var live = client.live();
        var stream = client.stream(shipmentId, "", bearer(key.getString("key")))) {
      var authenticated = live.authenticate(key.getString("key"));
      var expiring = live.await(frame -> "expiring".equals(frame.getString("op")));

      assertThat(Instant.parse(authenticated.getString("until"))).isEqualTo(key(expiresAt));
      assertThat(expiring.getString("until")).isEqualTo(authenticated.getString("until"));
      assertThat(live.subscribe(shipmentId).getString("op")).isEqualTo("subscribed");
      assertThat(live.awaitClose()).isEqualTo(4009);
      assertThat(Instant.now()).isAfterOrEqualTo(key(expiresAt));
      assertThat(stream.awaitEnd()).isNotNull();
    }
  }

  private static Instant key(Instant expiresAt) {
    return Instant.ofEpochMilli(expiresAt.toEpochMilli());
  }

  @Test
  void shouldTakeNewCredentialsOfTheSameCallerAlone() {
    try (var live = client.liveWith(bearer(service))) {
      var same = makeKey("service", new JsonObject()).getString("key");
      var other = makeKey("operator", new JsonObject()).getString("key");

      assertThat(live.authenticate(same).getString("op")).isEqualTo("authenticated");
      assertThat(live.authenticate(other).getString("code")).isEqualTo("forbidden");
      assertThat(live.authenticate("nonsense").getString("code")).isEqualTo("unauthenticated");
      live.roundTrip();
    }
  }

  @Test
  void shouldEndWithinASecondOfARevocation() throws Exception {
    var shipmentId = book();
    var key = makeKey("service", new JsonObject());
    try (var live = client.liveWith(bearer(key.getString("key")));
        var other = client.liveWith(bearer(service));
        var stream = client.stream(shipmentId, "", bearer(key.getString("key")))) {
      live.subscribe(shipmentId);
      revoke(key);
      var start = System.nanoTime();

      assertThat(live.awaitClose()).isEqualTo(4501);
      assertThat(stream.awaitEnd()).isNotNull();
      assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(5));
      other.roundTrip();
    }
  }

  @Test
  void shouldBoundTheSocketsOfATenant() {
    var tenant = "live-sockets";
    secured.tenant(tenant);
    var key = secured.key(tenant, "service", new JsonObject());
    secured.quota(tenant, "sockets", 1);
    LiveClient first = client.liveWith(bearer(key));
    assertUpgradeStatus(429, bearer(key));
    try (var second = client.live()) {
      assertThat(second.authenticate(key).getString("code")).isEqualTo("rate-limited");
      assertThat(second.awaitClose()).isEqualTo(4029);
    }
    first.close();
    await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> client.liveWith(bearer(key)).close());
  }
}
