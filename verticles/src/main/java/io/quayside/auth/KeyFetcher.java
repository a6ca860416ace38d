package io.quayside.auth;

import io.quayside.common.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
import java.util.Map;

/** Fetches the key sets of issuers, within bounds of time and size, without redirects. */
final class KeyFetcher {
  static final int MAX_BYTES = 512 * 1024;

  private static final int CONNECTED_WITHIN_MILLIS = 2_000;
  private static final int ANSWERED_WITHIN_MILLIS = 5_000;
  private static final int WAITING = 64;

  private final Vertx vertx;
  private final HttpClient client;

  KeyFetcher(Vertx vertx, HttpClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  /** A client that trusts the certificates that the JVM trusts. */
  static HttpClient client(Vertx vertx) {
    return vertx.createHttpClient(
        options(), new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(WAITING));
  }

  static HttpClientOptions options() {
    return new HttpClientOptions()
        .setConnectTimeout(CONNECTED_WITHIN_MILLIS)
        .setKeepAlive(false)
        .setDecompressionSupported(false);
  }

  Future<KeySet> fetch(IssuerSettings issuer) {
    return keySetUrl(issuer).compose(this::get).map(body -> KeySet.parse(body.getBytes()));
  }

  private Future<String> keySetUrl(IssuerSettings issuer) {
    String configured = issuer.jwks();
    return configured != null
        ? Future.succeededFuture(configured)
        : get(IssuerUrls.discovery(issuer.issuer())).map(body -> keySetUrl(issuer, body));
  }

  private static String keySetUrl(IssuerSettings issuer, Buffer discovered) {
    Map<String, Object> document = Json.parseObject(discovered.getBytes());
    if (!issuer.issuer().equals(document.get("issuer"))) {
      throw new IllegalStateException("the discovered document is another issuer's");
    }
    if (document.get("jwks_uri") instanceof String url && IssuerUrls.isFetchable(url)) {
      return url;
    }
    throw new IllegalStateException("the discovered document has no usable jwks_uri");
  }

  private Future<Buffer> get(String url) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setFollowRedirects(false)
            .setConnectTimeout(CONNECTED_WITHIN_MILLIS)
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    return client.request(options).compose(this::get);
  }

  private Future<Buffer> get(HttpClientRequest request) {
    long timer = vertx.setTimer(ANSWERED_WITHIN_MILLIS, t -> request.reset());
    return request
        .send()
        .compose(KeyFetcher::body)
        .onComplete((body, failure) -> vertx.cancelTimer(timer));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    response.exceptionHandler(whole::tryFail);
    if (response.statusCode() != 200) {
      whole.fail("status " + response.statusCode());
      response.request().reset();
      return whole.future();
    }
    Buffer read = Buffer.buffer();
    response.handler(
        chunk -> {
          if (read.length() + chunk.length() > MAX_BYTES) {
            whole.tryFail("more than " + MAX_BYTES + " bytes");
            response.request().reset();
          } else {
            read.appendBuffer(chunk);
          }
        });
    response.endHandler(end -> whole.tryComplete(read));
    return whole.future();
  }
}
