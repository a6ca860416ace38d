package io.quayside.gateway.harness;

import io.quayside.common.identity.ApiKeyText;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends requests with one bearer token, of a tenant where one is named. */
public record Operator(Client client, String token, String tenant) {
  /** Settings of a gateway that needs credentials and lets this bootstrap key in. */
  public static Map<String, String> settings(String bootstrapKey) {
    return Map.of("QUAYSIDE_AUTH_MODE", "required", "QUAYSIDE_AUTH_BOOTSTRAP_KEY", bootstrapKey);
  }

  /** A new bootstrap key. */
  public static String bootstrapKey() {
    return ApiKeyText.random();
  }

  public Operator(Client client, String token) {
    this(client, token, "default");
  }

  public Operator at(String otherTenant) {
    return new Operator(client, token, otherTenant);
  }

  public Operator with(String otherToken) {
    return new Operator(client, otherToken, tenant);
  }

  public Operator of(Client other) {
    return new Operator(other, token, tenant);
  }

  public Answer get(String path) {
    return send("GET", path, null).join();
  }

  public Answer post(String path, JsonObject body, String... headers) {
    return send("POST", path, body, headers).join();
  }

  public Answer put(String path, JsonObject body, String... headers) {
    return send("PUT", path, body, headers).join();
  }

  public Answer delete(String path, String... headers) {
    return send("DELETE", path, null, headers).join();
  }

  /** A request with a JSON body, or with none where it is null. */
  public CompletableFuture<Answer> send(
      String method, String path, JsonObject body, String... headers) {
    var all = new String[headers.length + 4];
    System.arraycopy(headers, 0, all, 4, headers.length);
    all[0] = "Authorization";
    all[1] = "Bearer " + token;
    all[2] = "Quayside-Tenant";
    all[3] = tenant;
    var bytes = body == null ? null : body.toBuffer().getBytes();
    return client.send(method, path, bytes, body == null ? null : "application/json", all);
  }
}
