package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import no.nav.security.mock.oauth2.MockOAuth2Server;

/**
 * An issuer of JWTs: mock-oauth2-server on loopback. Its key set is fetched through a port that
 * counts the fetches and can be shut.
 */
public final class IdentityProvider implements AutoCloseable {
  private static final String ISSUER = "harbour";

  private final MockOAuth2Server server = new MockOAuth2Server();
  private final HttpServer keys;
  private final AtomicInteger fetches = new AtomicInteger();
  private final List<JsonObject> added = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  private IdentityProvider() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext("/", this::answer);
    keys.start();
  }

  public static IdentityProvider start() {
    try {
      return new IdentityProvider();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      fetches.incrementAndGet();
      if (away) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      byte[] document = keySet();
      exchange.sendResponseHeaders(200, document.length);
      exchange.getResponseBody().write(document);
    }
  }

  private byte[] keySet() throws IOException {
    try (var body = URI.create(server.jwksUrl(ISSUER).toString()).toURL().openStream()) {
      var document = new JsonObject(new String(body.readAllBytes(), UTF_8));
      added.forEach(document.getJsonArray("keys")::add);
      return document.encode().getBytes(UTF_8);
    }
  }

  /** The setting auth.issuers for tokens of the tenant that their claim {@code tenant} names. */
  public String settings() {
    return new JsonArray()
        .add(
            new JsonObject()
                .put("name", "harbour")
                .put("issuer", server.issuerUrl(ISSUER).toString())
                .put("audience", "quayside")
                .put("jwks", "http://127.0.0.1:" + keys.getAddress().getPort() + "/keys")
                .put("tenantClaim", "tenant"))
        .encode();
  }

  /** A token of the tenant default. */
  public String token(String role, String audience, long seconds) {
    return token("user-1", audience, Map.of("tenant", "default", "quayside_role", role), seconds);
  }

  public String token(String subject, String audience, Map<String, Object> claims, long seconds) {
    return server.issueToken(ISSUER, subject, audience, claims, seconds).serialize();
  }

  /** How often the key set was asked for. */
  public int fetches() {
    return fetches.get();
  }

  /** From now on the key set has this key too. */
  public void addKey(String jwk) {
    added.add(new JsonObject(jwk));
  }

  /** From now on the key set cannot be fetched. */
  public void leave() {
    away = true;
  }

  @Override
  public void close() {
    keys.stop(0);
    server.shutdown();
  }
}
