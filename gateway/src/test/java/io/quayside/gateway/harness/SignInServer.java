package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The authorization server of an OpenID provider, for public clients that prove by PKCE (S256) that
 * they began the sign-in; whoever comes is signed in without a question. A refresh token is good
 * once.
 */
public final class SignInServer implements AutoCloseable {
  private final HttpServer server;
  private final Supplier<String> tokens;
  private final Map<String, String> challenges = new ConcurrentHashMap<>();
  private final Map<String, Boolean> refreshTokens = new ConcurrentHashMap<>();
  private final AtomicInteger renewals = new AtomicInteger();

  /** {@code tokens} makes an access token. */
  public SignInServer(Supplier<String> tokens) {
    this.tokens = tokens;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", this::describe);
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many tokens have been renewed. */
  public int renewals() {
    return renewals.get();
  }

  private void describe(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        new JsonObject()
            .put("issuer", issuer())
            .put("authorization_endpoint", issuer() + "/authorize")
            .put("token_endpoint", issuer() + "/token"));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var asked = form(exchange.getRequestURI().getRawQuery());
    var code = UUID.randomUUID().toString();
    boolean proves = "S256".equals(asked.get("code_challenge_method"));
    challenges.put(code, proves ? asked.get("code_challenge") : "");
    var back = "%s?code=%s&state=%s".formatted(asked.get("redirect_uri"), code, asked.get("state"));
    try (exchange) {
      exchange.getResponseHeaders().add("Location", back);
      exchange.sendResponseHeaders(302, -1);
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    var asked = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    boolean granted =
        switch (asked.getOrDefault("grant_type", "")) {
          case "authorization_code" ->
              challenge(asked.getOrDefault("code_verifier", ""))
                  .equals(challenges.remove(asked.getOrDefault("code", "")));
          case "refresh_token" -> {
            boolean known = refreshTokens.remove(asked.getOrDefault("refresh_token", "")) != null;
            if (known) {
              renewals.incrementAndGet();
            }
            yield known;
          }
          default -> false;
        };
    if (!granted) {
      answer(exchange, 400, new JsonObject().put("error", "invalid_grant"));
      return;
    }
    var refreshToken = UUID.randomUUID().toString();
    refreshTokens.put(refreshToken, true);
    answer(
        exchange,
        200,
        new JsonObject()
            .put("access_token", tokens.get())
            .put("token_type", "Bearer")
            .put("refresh_token", refreshToken));
  }

  private static String challenge(String verifier) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    return Arrays.stream(text.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
  }

  private static void answer(HttpExchange exchange, int status, JsonObject body)
      throws IOException {
    try (exchange) {
      var bytes = body.encode().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
