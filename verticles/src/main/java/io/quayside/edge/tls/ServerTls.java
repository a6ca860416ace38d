package io.quayside.edge.tls;

import io.quayside.edge.tls.CertificateFiles.Pair;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 of a port. Looks at the certificate's files now and then; a pair that cannot be
 * used leaves the former one in place, with a warning.
 */
public final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** How often the files are looked at. */
  public static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private static final int HANDSHAKE_SECONDS = 10;
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final CertificateFiles files;
  private final Duration lookEvery;
  private volatile Pair current;

  private ServerTls(CertificateFiles files, Duration lookEvery) {
    this.files = files;
    this.lookEvery = lookEvery;
    this.current = files.read();
  }

  /**
   * Reads the certificate, which blocks.
   *
   * @throws BrokenCertificateException if the files cannot be used
   */
  public static ServerTls load(CertificateFiles files, Duration lookEvery) {
    return new ServerTls(files, lookEvery);
  }

  /** Makes a server of HTTP speak TLS, with these versions of HTTP, the preferred one first. */
  public void configure(HttpServerOptions options, HttpVersion... versions) {
    configure((NetServerOptions) options);
    options.setUseAlpn(true).setAlpnVersions(List.of(versions));
  }

  /** Makes a server speak TLS, without ALPN. */
  public void configure(NetServerOptions options) {
    options
        .setSsl(true)
        .setKeyCertOptions(current.toOptions())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }

  /**
   * Looks at the files from now on, until the context ends or the timer is cancelled.
   *
   * @param update has a running server use other options, as {@code HttpServer::updateSSLOptions}
   * @return the id of the timer
   */
  public long watch(Vertx vertx, Function<ServerSSLOptions, Future<Boolean>> update) {
    return vertx.setPeriodic(lookEvery.toMillis(), timer -> look(vertx, update));
  }

  private void look(Vertx vertx, Function<ServerSSLOptions, Future<Boolean>> update) {
    vertx
        .executeBlocking(files::read)
        .compose(
            read ->
                read.hasBytesOf(current)
                    ? Future.succeededFuture()
                    : update.apply(options(read)).onSuccess(done -> replaced(read)))
        .onFailure(
            broken ->
                LOG.warn(
                    "{} and {} {}; the former certificate stays",
                    files.cert(),
                    files.key(),
                    broken.getMessage()));
  }

  private void replaced(Pair read) {
    current = read;
    LOG.info("the certificate of {} is used from now on", files.cert());
  }

  private static ServerSSLOptions options(Pair pair) {
    return new ServerSSLOptions()
        .setKeyCertOptions(pair.toOptions())
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setUseAlpn(true)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }
}
