package io.quayside.notify.webhook;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
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
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP requests to targets: one attempt each, over connections that are kept, to addresses
 * that the guard has checked, without redirects and proxies. Confined to one event loop.
 */
final class Sender {
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_ANSWER_BYTES = 4_096;
  private static final long ANSWER_MILLIS = 5_000;
  private static final long MAX_RETRY_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** Beyond any attempt's own limit, which says what has become of it. */
  private static final int CONNECT_SECONDS = 60;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** Below the 5 s after which common servers close an idle connection. */
  private static final int KEEP_ALIVE_SECONDS = 3;

  private final Vertx vertx;
  private final AddressGuard guard;
  private final HttpClient client;
  private final InstantSource clock;

  Sender(Vertx vertx, AddressGuard guard, WebhookSettings settings, InstantSource clock) {
    this.vertx = vertx;
    this.guard = guard;
    this.clock = clock;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setTrustOptions(settings.trust())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                // An attempt has a span of its own.
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(CONNECT_SECONDS))
                .setSslHandshakeTimeout(CONNECT_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  Future<Void> close() {
    return client.close();
  }

  /** Makes an attempt; completes with its result, and never fails. */
  Future<AttemptResult> send(Target target, MultiMap headers, Buffer body, long timeoutMillis) {
    Attempt attempt = new Attempt();
    attempt.timer = vertx.setTimer(timeoutMillis, t -> attempt.timedOut());
    guard
        .address(target)
        .onComplete(
            address -> attempt.connect(target, address, headers, body),
            refused ->
                attempt.fail(
                    refused instanceof AddressGuard.RefusedException known
                        ? known.error()
                        : AttemptError.DNS));
    return attempt.result.future();
  }

  private final class Attempt {
    private final long startNanos = System.nanoTime();
    private final Promise<AttemptResult> result = Promise.promise();
    private long timer;
    private @Nullable HttpClientRequest request;

    private void connect(Target target, InetAddress address, MultiMap headers, Buffer body) {
      if (result.future().isComplete()) {
        return;
      }
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setServer(
                  SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
              .setHost(target.host())
              .setPort(target.port())
              .setSsl(target.tls())
              .setURI(target.requestUri())
              .setHeaders(headers);
      client
          .request(options)
          .onComplete(
              made -> sendTo(made, body),
              failure -> {
                guard.forget(target);
                fail(isTls(failure) ? AttemptError.TLS : AttemptError.CONNECT);
              });
    }

    private void sendTo(HttpClientRequest made, Buffer body) {
      if (result.future().isComplete()) {
        made.reset();
        return;
      }
      request = made;
      made.response()
          .onComplete(
              this::answered,
              failure -> fail(isTls(failure) ? AttemptError.TLS : AttemptError.RESET));
      made.end(body);
    }

    private void answered(HttpClientResponse response) {
      int status = response.statusCode();
      long retryAfter =
          status == TOO_MANY_REQUESTS || status == UNAVAILABLE
              ? retryAfter(response.getHeader(HttpHeaders.RETRY_AFTER))
              : 0;
      discard(response);
      complete(AttemptResult.answered(status, millis(), retryAfter));
    }

    private void timedOut() {
      fail(AttemptError.TIMEOUT);
      if (request != null) {
        request.reset();
      }
    }

    private void fail(AttemptError error) {
      complete(AttemptResult.failed(error, millis()));
    }

    private void complete(AttemptResult done) {
      vertx.cancelTimer(timer);
      result.tryComplete(done);
    }

    private long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
  }

  /** Reads an answer's body to its bound, then closes the connection. */
  private void discard(HttpClientResponse response) {
    long timer = vertx.setTimer(ANSWER_MILLIS, t -> response.request().connection().close());
    int[] length = {0};
    response.exceptionHandler(cutOff -> vertx.cancelTimer(timer));
    response.endHandler(end -> vertx.cancelTimer(timer));
    response.handler(
        part -> {
          length[0] += part.length();
          if (length[0] > MAX_ANSWER_BYTES) {
            response.request().connection().close();
          }
        });
  }

  private static boolean isTls(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** Seconds or a date, from 1 s to 24 h; 0 for what is neither. */
  private long retryAfter(@Nullable String value) {
    if (value == null) {
      return 0;
    }
    String text = value.strip();
    if (DIGITS.matcher(text).matches()) {
      BigInteger seconds = new BigInteger(text).min(BigInteger.valueOf(MAX_RETRY_SECONDS));
      return Math.max(1, seconds.longValue());
    }
    Instant date = HttpDate.parse(text, clock.instant());
    return date == null
        ? 0
        : Math.clamp(Duration.between(clock.instant(), date).toSeconds(), 1, MAX_RETRY_SECONDS);
  }
}
