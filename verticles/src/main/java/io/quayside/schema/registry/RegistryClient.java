package io.quayside.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls of the registry's API. A call that is not answered with JSON within 5 s fails. */
final class RegistryClient {
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int CONNECTED_WITHIN_MILLIS = 2_000;
  private static final long ANSWERED_WITHIN_SECONDS = 5;

  private final HttpClient client;
  private final RegistrySettings settings;
  private final @Nullable String authorization;

  /** {@code calls}: how many may be under way at once; the others wait. */
  RegistryClient(Vertx vertx, RegistrySettings settings, int calls) {
    this.settings = settings;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECTED_WITHIN_MILLIS),
            new PoolOptions().setHttp1MaxSize(calls));
    this.authorization =
        settings.user() == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((settings.user() + ':' + password(settings)).getBytes(UTF_8));
  }

  private static String password(RegistrySettings settings) {
    return settings.password() == null ? "" : settings.password();
  }

  /** An answer with a status that the API has; {@code body} is empty where it is no object. */
  record Answer(int status, JsonObject body) {
    boolean ok() {
      return status / 100 == 2;
    }

    /** The API's own code of an error, or 0. */
    int errorCode() {
      return body.getValue("error_code") instanceof Number code ? code.intValue() : 0;
    }

    String message() {
      return body.getString("message", "status " + status);
    }
  }

  /** The registry has answered one call in a way that settles nothing. */
  static final class StatusException extends RuntimeException {
    StatusException(int status, String about) {
      super("status " + status + ' ' + about, null, false, false);
    }
  }

  Future<Answer> get(String path) {
    return call(HttpMethod.GET, path, null);
  }

  Future<Answer> post(String path, JsonObject body) {
    return call(HttpMethod.POST, path, body);
  }

  Future<Answer> put(String path, JsonObject body) {
    return call(HttpMethod.PUT, path, body);
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<Answer> call(HttpMethod method, String path, @Nullable JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(settings.url() + path)
            .setFollowRedirects(false)
            .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
            .putHeader(HttpHeaders.ACCEPT, MEDIA_TYPE + ", application/json");
    if (authorization != null) {
      options.putHeader(HttpHeaders.AUTHORIZATION, authorization);
    }
    return client
        .request(options)
        .compose(request -> send(request, body, path))
        .timeout(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private static Future<Answer> send(
      HttpClientRequest request, @Nullable JsonObject body, String path) {
    Future<HttpClientResponse> sent = body == null ? request.send() : request.send(body.toBuffer());
    return sent.compose(
        response ->
            response.body().compose(answered -> answer(response.statusCode(), answered, path)));
  }

  private static Future<Answer> answer(int status, Buffer body, String path) {
    return status >= 500 || status == 401 || status == 403 || status == 429
        ? Future.failedFuture(new StatusException(status, "for " + path))
        : Future.succeededFuture(new Answer(status, json(body)));
  }

  private static JsonObject json(Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException noObject) {
      return new JsonObject();
    }
  }
}
