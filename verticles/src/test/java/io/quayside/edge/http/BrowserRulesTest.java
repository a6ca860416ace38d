package io.quayside.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.edge.http.BrowserRules.Names;
import io.quayside.edge.http.Operation.Body;
import io.quayside.edge.http.RawClient.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserRulesTest {
  private static final String PAGE = "https://app.example";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private RawClient serve(Names names) {
    var rules = new BrowserRules(List.of(PAGE), List.of("Gateway.example", "b.example:81"), names);
    var routes =
        List.of(
            route("GET", "/open", Access.OPEN),
            route("GET", "/things", Access.READERS),
            route("POST", "/things", Access.READERS),
            route("GET", "/ws", Access.OPTIONAL));
    var dispatcher = new Dispatcher(vertx, Admission.ALL, rules, AccessControl.NONE, routes);
    var server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(dispatcher)
            .listen(0, "127.0.0.1")
            .await();
    return new RawClient(server.actualPort());
  }

  private static Route route(String method, String path, Access access) {
    return new Route(
        new Operation(method + path, method, path, Body.NONE, access),
        call -> call.response().setStatusCode(200).end("done"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost",
        "quayside.localhost:8080",
        "quayside",
        "127.0.0.1:8080",
        "10.1.2.3",
        "[::1]:8080",
        "[::ffff:127.0.0.1]",
        "gateway.example",
        "GATEWAY.example:8080",
        "b.example:81",
      })
  void shouldKnowLocalNamesAddressesAndConfiguredNames(String host) {
    var client = serve(Names.KNOWN);

    assertThat(client.send("GET /things HTTP/1.1\nHost: " + host).status()).isEqualTo(200);
    assertThat(client.send("POST /things HTTP/1.1\nHost: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "notlocalhost.example",
        "b.example",
        "b.example:82",
        "evil%2eexample",
        "127.0.0.1.evil.example",
        "1.2.3",
        "1.2.3.4.5",
        "evil.",
      })
  void shouldRefuseForeignNamesForEveryMethodAndPath(String host) {
    var client = serve(Names.KNOWN);

    for (String request : List.of("GET /things", "HEAD /things", "POST /things", "GET /open")) {
      var answer = client.send(request + " HTTP/1.1\nHost: " + host);
      assertThat(answer.status()).as(request).isEqualTo(403);
      if (!request.startsWith("HEAD")) {
        assertThat(answer.code()).isEqualTo("origin-not-allowed");
      }
    }
    // What does not exist comes first.
    assertThat(client.send("GET /nothing HTTP/1.1\nHost: " + host).status()).isEqualTo(404);
    assertThat(client.send("PUT /things HTTP/1.1\nHost: " + host).status()).isEqualTo(405);
  }

  @Test
  void shouldServeWhatIsOpenUnderAnyNameWhereThatIsAsked() {
    var client = serve(Names.KNOWN_UNLESS_OPEN);

    assertThat(client.send("GET /open HTTP/1.1\nHost: evil.example").status()).isEqualTo(200);
    assertThat(client.send("GET /things HTTP/1.1\nHost: evil.example").status()).isEqualTo(403);
    assertThat(serve(Names.ANY).send("GET /things HTTP/1.1\nHost: evil.example").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080",
    "HTTP://LOCALHOST:8080, localhost:8080",
    "http://gateway.example, gateway.example",
    "http://gateway.example, gateway.example:80",
    "https://gateway.example, gateway.example",
    "https://gateway.example, gateway.example:443",
    "https://gateway.example:443, gateway.example",
    "http://[::1]:8080, [::1]:8080",
    "https://app.example, gateway.example",
  })
  void shouldLetPagesOfItsOwnOriginAndConfiguredOnesWrite(String origin, String host) {
    var client = serve(Names.ANY);

    for (String request : List.of("POST /things", "GET /ws", "GET /things")) {
      assertThat(client.send(request + " HTTP/1.1\nHost: " + host + "\nOrigin: " + origin).status())
          .as(request)
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, gateway.example",
    "null, gateway.example",
    "http://gateway.example:8081, gateway.example:8080",
    "http://gateway.example, gateway.example:8080",
    "http://gateway.example, gateway.example:443",
    "ftp://gateway.example, gateway.example",
    "gateway.example, gateway.example",
    "https://app.example.evil.example, gateway.example",
    "https://APP.example, gateway.example",
  })
  void shouldRefuseWritesAndSocketsOfOtherPages(String origin, String host) {
    var client = serve(Names.ANY);

    for (String request : List.of("POST /things", "GET /ws")) {
      var answer = client.send(request + " HTTP/1.1\nHost: " + host + "\nOrigin: " + origin);
      assertThat(answer.status()).as(request).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("origin-not-allowed");
      assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }
    var read = client.send("GET /things HTTP/1.1\nHost: " + host + "\nOrigin: " + origin);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.headers())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
  }

  @Test
  void shouldLetConfiguredPagesReadAnswersAndRefusals() {
    var client = serve(Names.ANY);

    for (String request : List.of("GET /things", "GET /nothing", "PUT /things")) {
      var answer = client.send(request + " HTTP/1.1\nHost: gateway\nOrigin: " + PAGE);
      assertReadable(answer);
      assertThat(answer.headers())
          .containsEntry(
              "access-control-expose-headers",
              "ETag, Location, Retry-After, Idempotency-Replayed, Quayside-Cursor");
    }
    // A cache must not show the answer without these fields to the page.
    assertThat(client.send("GET /things HTTP/1.1\nHost: gateway").headers())
        .containsEntry("vary", "Origin")
        .doesNotContainKey("access-control-allow-origin");
  }

  private static void assertReadable(Answer answer) {
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", PAGE)
        .containsEntry("vary", "Origin")
        .doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void shouldAnswerPreflightsWithTheMethodsOfTheirPath() {
    var client = serve(Names.ANY);
    var preflight = "\nHost: gateway\nAccess-Control-Request-Method: POST\nOrigin: ";

    var answer = client.send("OPTIONS /things HTTP/1.1" + preflight + PAGE);
    assertThat(answer.status()).isEqualTo(204);
    assertReadable(answer);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-methods", "GET, HEAD, POST")
        .containsEntry(
            "access-control-allow-headers",
            "authorization, content-type, idempotency-key, if-match, if-none-match, "
                + "last-event-id, quayside-tenant")
        .containsEntry("access-control-max-age", "600");

    var foreign = client.send("OPTIONS /things HTTP/1.1" + preflight + "https://evil.example");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(foreign.code()).isEqualTo("origin-not-allowed");
    assertThat(foreign.headers())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-methods");

    assertThat(client.send("OPTIONS /nothing HTTP/1.1" + preflight + PAGE).status()).isEqualTo(404);
    // Without the fields of a preflight it is a method like others.
    assertThat(client.send("OPTIONS /things HTTP/1.1\nHost: gateway").status()).isEqualTo(405);
  }
}
