package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyFetcherTest {
  private static final String DISCOVERY = "/realm/.well-known/openid-configuration";
  private static final Buffer KEYS =
      Buffer.buffer(TestIssuer.document(TestIssuer.jwk(TestIssuer.rsa("k1"))));

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Buffer> documents = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final KeyFetcher fetcher = new KeyFetcher(vertx, KeyFetcher.client(vertx));
  private HttpServer server;
  private String base;

  @BeforeEach
  void serve() {
    server = vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1").await();
    base = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.path());
    Buffer document = documents.get(request.path());
    if (request.path().equals("/moved")) {
      request.response().setStatusCode(302).putHeader("Location", "/jwks").end();
    } else if (document == null) {
      request.response().setStatusCode(404).end();
    } else {
      request.response().end(document);
    }
  }

  private void discover(Object issuer, Object jwksUri) {
    documents.put(
        DISCOVERY, new JsonObject().put("issuer", issuer).put("jwks_uri", jwksUri).toBuffer());
  }

  private IssuerSettings issuer(String jwks) {
    return new IssuerSettings(
        "sso", base + "/realm", "quayside", jwks, "acme", null, "role", "shippers", "carriers");
  }

  private void assertRefused(Future<KeySet> fetch, String message) {
    assertThatThrownBy(fetch::await).hasMessageContaining(message);
  }

  @Test
  void shouldFetchWhatIsConfigured() {
    documents.put("/jwks", KEYS);
    assertThat(fetcher.fetch(issuer(base + "/jwks")).await().size()).isEqualTo(1);
    assertThat(asked).containsExactly("/jwks");
  }

  @Test
  void shouldDiscoverTheKeySet() {
    discover(base + "/realm", base + "/jwks");
    documents.put("/jwks", KEYS);
    assertThat(fetcher.fetch(issuer(null)).await().size()).isEqualTo(1);
    assertThat(asked).containsExactly(DISCOVERY, "/jwks");
  }

  @Test
  void shouldRefuseADocumentOfAnotherIssuer() {
    documents.put("/jwks", KEYS);
    discover(base + "/other", base + "/jwks");
    assertRefused(fetcher.fetch(issuer(null)), "another issuer's");
    discover(base + "/realm/", base + "/jwks");
    assertRefused(fetcher.fetch(issuer(null)), "another issuer's");
    discover(base + "/realm", 1);
    assertRefused(fetcher.fetch(issuer(null)), "no usable jwks_uri");
    discover(base + "/realm", "http://sso.example/jwks");
    assertRefused(fetcher.fetch(issuer(null)), "no usable jwks_uri");
    discover(base + "/realm", "file:///etc/passwd");
    assertRefused(fetcher.fetch(issuer(null)), "no usable jwks_uri");
    assertThat(asked).containsOnly(DISCOVERY);
  }

  @Test
  void shouldNotFollowRedirects() {
    documents.put("/jwks", KEYS);
    assertRefused(fetcher.fetch(issuer(base + "/moved")), "status 302");
    assertThat(asked).containsExactly("/moved");
  }

  @Test
  void shouldFailWithinBounds() {
    assertRefused(fetcher.fetch(issuer(base + "/none")), "status 404");
    documents.put("/jwks", Buffer.buffer(new byte[KeyFetcher.MAX_BYTES + 1]));
    assertRefused(fetcher.fetch(issuer(base + "/jwks")), "more than 524288 bytes");
    documents.put("/jwks", Buffer.buffer("<html>"));
    assertRefused(fetcher.fetch(issuer(base + "/jwks")), "malformed-json");
    server.close().await();
    assertRefused(fetcher.fetch(issuer(base + "/jwks")), "");
  }

  @Test
  void shouldTrustKnownCertificatesAlone() {
    var certificate = SelfSignedCertificate.create("localhost");
    documents.put("/jwks", KEYS);
    var tls =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(certificate.keyCertOptions()))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await();
    var issuer = issuer("https://localhost:" + tls.actualPort() + "/jwks");
    assertRefused(fetcher.fetch(issuer), "");
    assertThat(asked).isEmpty();
    var trusting =
        vertx.createHttpClient(KeyFetcher.options().setTrustOptions(certificate.trustOptions()));
    assertThat(new KeyFetcher(vertx, trusting).fetch(issuer).await().size()).isEqualTo(1);
  }
}
