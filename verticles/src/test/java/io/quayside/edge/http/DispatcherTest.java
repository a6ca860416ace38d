package io.quayside.edge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.auth.Quota;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.BrowserRules.Names;
import io.quayside.edge.http.Operation.Body;
import io.quayside.edge.http.RawClient.Answer;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.netty.ResponseDate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may send a request, and which of its faults is answered. */
class DispatcherTest {
  private static final String LONG_BODY = "\nContent-Length: 9000000";

  private final Vertx vertx = Vertx.vertx();
  private final Tokens tokens = new Tokens();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private int port;
  private RawClient client;

  /** Knows a few tokens; "slow" is judged when the test says so. */
  private static final class Tokens implements Authenticator {
    private final Map<String, Grant> grants =
        Map.of(
            "shipper", new Granted(Role.SHIPPER, Quota.UNBOUNDED),
            "carrier", new Granted(Role.CARRIER, Quota.UNBOUNDED),
            "limited", new Granted(Role.SHIPPER, new NoQuota()));
    private final List<String> tenants = new CopyOnWriteArrayList<>();
    private final Promise<Grant> slow = Promise.promise();
    private final CountDownLatch slowAsked = new CountDownLatch(1);

    @Override
    public boolean isRequired() {
      return true;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public Future<Grant> authenticate(@Nullable String token, @Nullable String tenant) {
      tenants.add(tenant == null ? "none" : tenant);
      if ("slow".equals(token)) {
        slowAsked.countDown();
        return slow.future();
      }
      Grant grant = token == null ? null : grants.get(token);
      return grant != null
          ? Future.succeededFuture(grant)
          : Future.failedFuture(
              new Problem(ProblemCode.UNAUTHENTICATED, "The request needs credentials")
                  .toException());
    }
  }

  private static final class NoQuota implements Quota {
    @Override
    public boolean takeRequest() {
      return false;
    }

    @Override
    public int takePositions(int updates) {
      return 0;
    }

    @Override
    public boolean takeSocket() {
      return false;
    }

    @Override
    public void releaseSocket() {}
  }

  private record Granted(Principal principal, Quota quota) implements Grant {
    Granted(Role role, Quota quota) {
      this(new Principal("default", role, "key/" + role, null, Set.of("MAEU"), false, null), quota);
    }

    @Override
    public @Nullable Instant until() {
      return null;
    }

    @Override
    public boolean isValid() {
      return true;
    }
  }

  @BeforeEach
  void serve() {
    var rules = new BrowserRules(List.of(), List.of(), Names.KNOWN);
    var routes =
        List.of(
            route("POST", "/things", Body.JSON, new Access.Roles(Set.of(Role.SHIPPER))),
            route("GET", "/things", Body.NONE, new Access.Roles(Set.of(Role.SHIPPER))),
            route("GET", "/open", Body.NONE, Access.OPEN),
            route("GET", "/optional", Body.NONE, Access.OPTIONAL));
    var dispatcher = new Dispatcher(vertx, Admission.ALL, rules, new AccessControl(tokens), routes);
    var date = new ResponseDate(System::currentTimeMillis);
    var server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(
                connection -> {
                  HttpPipeline.install(connection, date, status -> {});
                  connection.closeHandler(v -> closed.countDown());
                })
            .requestHandler(dispatcher)
            .listen(0, "127.0.0.1")
            .await();
    port = server.actualPort();
    client = new RawClient(port);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Route route(String method, String path, Body body, Access access) {
    return new Route(
        new Operation(method + path, method, path, body, access),
        call -> {
          Grant grant = call.grant();
          begun.incrementAndGet();
          String who = grant == null ? "nobody" : grant.principal().role().word();
          call.response().end(who + " " + (call.body() == null ? "" : call.body()));
        });
  }

  private Answer get(String path, String lines) {
    return client.send("GET " + path + " HTTP/1.1\nHost: localhost" + lines);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Bearer",
    "Authorization: Basic c2hpcHBlcjo=, Bearer",
    "Authorization: shipper, Bearer",
    "Authorization: Bearer, Bearer",
    "Authorization: Bearershipper, Bearer",
    "Authorization: Bearer nobody, 'Bearer error=\"invalid_token\"'",
    "Authorization: Bearer shipper shipper, 'Bearer error=\"invalid_token\"'",
    "'Authorization: Bearer shipper\n"
        + "Authorization: Bearer shipper', 'Bearer error=\"invalid_token\"'",
    "'Authorization: Bearer shipper\nAuthorization: Basic x', 'Bearer error=\"invalid_token\"'",
  })
  void shouldRefuseAllButOneGoodToken(String fields, String challenge) {
    for (String path : List.of("/things", "/things?access_token=shipper&token=shipper")) {
      var answer = get(path, fields.isEmpty() ? "" : "\n" + fields);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("unauthenticated");
      assertThat(answer.headers()).containsEntry("www-authenticate", challenge);
    }
  }

  @ParameterizedTest
  @CsvSource({"Bearer shipper", "bearer shipper", "BEARER   shipper"})
  void shouldHandTheGrantOn(String credentials) {
    assertThat(get("/things", "\nAuthorization: " + credentials).body()).startsWith("shipper");
    assertThat(get("/optional", "\nAuthorization: " + credentials).body()).startsWith("shipper");
  }

  @Test
  void shouldLookAtNoCredentialsWhereNoneAreNeeded() {
    assertThat(get("/open", "\nAuthorization: Bearer nobody").body()).startsWith("nobody");
    assertThat(get("/optional", "").body()).startsWith("nobody");
    assertThat(get("/optional", "\nAuthorization: Bearer nobody").status()).isEqualTo(401);
    assertThat(tokens.tenants).hasSize(1);
  }

  @Test
  void shouldNameTheTenantAsItIsGiven() {
    var shipper = "\nAuthorization: Bearer shipper";
    get("/things", shipper);
    get("/things", shipper + "\nQuayside-Tenant: acme");
    get("/things", shipper + "\nQuayside-Tenant: acme\nQuayside-Tenant: acme");

    assertThat(tokens.tenants).containsExactly("none", "acme", "acme,acme");
  }

  /** Each request has all faults from its own on; the first of them is answered. */
  @ParameterizedTest
  @CsvSource({
    "POST /nothing, evil.example, nobody, text/plain, 404, not-found",
    "PUT /things,   evil.example, nobody, text/plain, 405, method-not-allowed",
    "POST /things,  evil.example, nobody, text/plain, 403, origin-not-allowed",
    "POST /things,  localhost,    nobody, text/plain, 401, unauthenticated",
    "POST /things,  localhost,    carrier, text/plain, 403, forbidden",
    "POST /things,  localhost,    limited, text/plain, 429, rate-limited",
    "POST /things,  localhost,    shipper, text/plain, 415, unsupported-media-type",
    "POST /things,  localhost,    shipper, application/json, 413, payload-too-large",
  })
  void shouldAnswerTheFirstFaultBeforeTheBodyComes(
      String request, String host, String token, String mediaType, int status, String code) {
    var answer =
        client.send(
            request
                + " HTTP/1.1\nHost: "
                + host
                + "\nOrigin: http://"
                + host
                + "\nAuthorization: Bearer "
                + token
                + "\nContent-Type: "
                + mediaType
                + LONG_BODY);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.headers().containsKey("retry-after")).isEqualTo(status == 429);
  }

  @Test
  void shouldNotReadTheBodyUntilTheTokenIsJudged() throws Exception {
    var sent =
        CompletableFuture.supplyAsync(
            () ->
                client.send(
                    "POST /things HTTP/1.1\nHost: localhost\nContent-Type: application/json"
                        + "\nAuthorization: Bearer slow\nContent-Length: 7",
                    "{\"a\":1}"));
    tokens.slowAsked.await();
    assertThat(sent).isNotDone();
    tokens.slow.complete(tokens.grants.get("shipper"));

    assertThat(sent.get().body()).isEqualTo("shipper {\"a\":1}");
  }

  @Test
  void shouldRefuseATokenThatIsJudgedLate() throws Exception {
    var sent = CompletableFuture.supplyAsync(() -> get("/things", "\nAuthorization: Bearer slow"));
    tokens.slowAsked.await();
    tokens.slow.fail(
        new Problem(ProblemCode.UNAUTHENTICATED, "The request needs credentials").toException());

    assertThat(sent.get().status()).isEqualTo(401);
    assertThat(sent.get().headers())
        .containsEntry("www-authenticate", "Bearer error=\"invalid_token\"");
  }

  @Test
  void shouldBeginNothingForAClientThatHasLeft() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /things HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer slow\r\n\r\n"
                  .getBytes(US_ASCII));
      tokens.slowAsked.await();
      // A reset, for a client that only ends its output is answered.
      socket.setSoLinger(true, 0);
    }
    closed.await();
    tokens.slow.complete(tokens.grants.get("shipper"));

    get("/open", "");
    assertThat(begun).hasValue(1);
  }
}
