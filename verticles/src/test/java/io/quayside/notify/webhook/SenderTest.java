package io.quayside.notify.webhook;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.VertxScheduler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts at real servers on this machine. */
class SenderTest {
  private final Vertx vertx = Vertx.vertx();
  private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, SECONDS);
    certificate.delete();
  }

  private HttpServer listen(boolean tls, Handler<HttpServerRequest> handler) throws Exception {
    var options = new HttpServerOptions().setSsl(tls);
    if (tls) {
      options.setKeyCertOptions(certificate.keyCertOptions());
    }
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .await(10, SECONDS);
  }

  private AttemptResult send(String url, TrustOptions trust, long timeoutMillis) throws Exception {
    Promise<AttemptResult> result = Promise.promise();
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    vertx.runOnContext(
        v -> {
          var rules = new AddressRules(List.of(AddressRange.parse("127.0.0.0/8")));
          var settings = new WebhookSettings(List.of(5), List.of(), rules, true, trust, 7);
          var guard =
              new AddressGuard(
                  name -> Future.succeededFuture(List.of(loopback)),
                  rules,
                  new VertxScheduler(vertx));
          new Sender(vertx, guard, settings, InstantSource.system())
              .send(
                  Objects.requireNonNull(Target.parse(url, true)),
                  MultiMap.caseInsensitiveMultiMap(),
                  Buffer.buffer("{}"),
                  timeoutMillis)
              .onComplete(result);
        });
    return result.future().await(20, SECONDS);
  }

  private AttemptResult send(HttpServer server) throws Exception {
    return send("http://localhost:" + server.actualPort() + "/", certificate.trustOptions(), 5_000);
  }

  @Test
  void shouldVerifyTheCertificateOfTheUrlsHost() throws Exception {
    var server = listen(true, request -> request.response().end());
    var port = server.actualPort();

    var trusted = send("https://localhost:" + port + "/", certificate.trustOptions(), 5_000);
    var unknown =
        send(
            "https://localhost:" + port + "/",
            SelfSignedCertificate.create("localhost").trustOptions(),
            5_000);
    var otherName = send("https://erp.example:" + port + "/", certificate.trustOptions(), 5_000);

    assertThat(trusted.isOk()).isTrue();
    assertThat(unknown.error()).isEqualTo(AttemptError.TLS);
    assertThat(otherName.error()).isEqualTo(AttemptError.TLS);
  }

  @Test
  void shouldNotFollowRedirects() throws Exception {
    var inner = listen(false, request -> request.response().end());
    var inside = "http://127.0.0.1:" + inner.actualPort() + "/";
    var server =
        listen(
            false,
            request -> request.response().setStatusCode(302).putHeader("Location", inside).end());

    var result = send(server);

    assertThat(result.error()).isEqualTo(AttemptError.REDIRECT);
    assertThat(result.httpStatus()).isEqualTo(302);
  }

  @Test
  void shouldTellHowAnAttemptEnded() throws Exception {
    var gone = send(listen(false, request -> request.response().setStatusCode(410).end()));
    var cut = send(listen(false, request -> request.connection().close()));
    var silent = listen(false, request -> {});
    var late =
        send("http://localhost:" + silent.actualPort() + "/", certificate.trustOptions(), 200);
    int free = silent.actualPort();
    silent.close().await(10, SECONDS);
    var refused = send("http://localhost:" + free + "/", certificate.trustOptions(), 5_000);

    assertThat(gone.error()).isEqualTo(AttemptError.GONE);
    assertThat(cut.error()).isEqualTo(AttemptError.RESET);
    assertThat(late.error()).isEqualTo(AttemptError.TIMEOUT);
    assertThat(refused.error()).isEqualTo(AttemptError.CONNECT);
  }

  /** Longer than the 10 s that a handshake has in Vert.x by itself. */
  @Test
  void shouldTimeOutWhenAHandshakeHangs() throws Exception {
    var mute = vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1");
    int port = mute.await(10, SECONDS).actualPort();

    var hung = send("https://localhost:" + port + "/", certificate.trustOptions(), 11_000);

    assertThat(hung.error()).isEqualTo(AttemptError.TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource({
    "99999999999999999999, 86400",
    "0, 1",
    "soon, 0",
    "'Tue, 01 Jan 2999 00:00:00 GMT', 86400",
    "'Mon Jan  1 00:00:00 2998', 86400",
    "'Sunday, 06-Nov-94 08:49:37 GMT', 1"
  })
  void shouldBoundRetryAfter(String header, long seconds) throws Exception {
    var busy =
        send(
            listen(
                false,
                request ->
                    request.response().setStatusCode(429).putHeader("Retry-After", header).end()));

    assertThat(busy.retryAfterSeconds()).isEqualTo(seconds);
  }

  @Test
  void shouldObeyRetryAfterOfBusyServersAlone() throws Exception {
    var busy =
        send(
            listen(
                false,
                request ->
                    request.response().setStatusCode(503).putHeader("Retry-After", "120").end()));
    var broken =
        send(
            listen(
                false,
                request ->
                    request.response().setStatusCode(500).putHeader("Retry-After", "120").end()));

    assertThat(busy.retryAfterSeconds()).isEqualTo(120);
    assertThat(broken.retryAfterSeconds()).isZero();
  }
}
