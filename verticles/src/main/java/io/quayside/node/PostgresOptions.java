package io.quayside.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.readmodel.GenerationPool;
import io.quayside.readmodel.Generations;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.net.URLDecoder;

/**
 * The options of connections to PostgreSQL, from a URI as PostgreSQL's own library takes it: {@code
 * sslmode} says whether the connection is encrypted and whether the server is verified, {@code
 * sslrootcert} names the PEM file of the authorities that are trusted.
 */
final class PostgresOptions {
  private static final String ROOT_CERT = "sslrootcert=";

  private static final int WAITING_QUERIES = 4_096;
  private static final int PIPELINED = 32;

  private PostgresOptions() {}

  /** A pool of connections whose statements read the current generation of the read models. */
  static GenerationPool pool(
      Vertx vertx, String uri, String name, int size, Generations generations) {
    return new GenerationPool(rawPool(vertx, uri, name, size), generations);
  }

  /** A pool of connections to a database; statements are sent as they are. */
  static Pool rawPool(Vertx vertx, String uri, String name, int size) {
    PgConnectOptions options =
        of(uri).setCachePreparedStatements(true).setPipeliningLimit(PIPELINED);
    return PgBuilder.pool()
        .with(new PoolOptions().setName(name).setMaxSize(size).setMaxWaitQueueSize(WAITING_QUERIES))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  static PgConnectOptions of(String uri) {
    PgConnectOptions options = PgConnectOptions.fromUri(uri);
    if (options.getSslMode() != SslMode.DISABLE) {
      options.setSslOptions(tls(options.getSslMode(), rootCert(uri)));
    }
    return options;
  }

  /** The client does not know this parameter. */
  private static String rootCert(String uri) {
    String query = URI.create(uri).getRawQuery();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (parameter.startsWith(ROOT_CERT)) {
        // In a URI, unlike in a form, a plus is a plus.
        String value = parameter.substring(ROOT_CERT.length()).replace("+", "%2B");
        return URLDecoder.decode(value, UTF_8);
      }
    }
    return "";
  }

  /** As with PostgreSQL's own library, only the two modes that verify look at the certificate. */
  private static ClientSSLOptions tls(SslMode mode, String rootCert) {
    ClientSSLOptions tls = new ClientSSLOptions();
    switch (mode) {
      case VERIFY_CA, VERIFY_FULL ->
          tls.setTrustOptions(new PemTrustOptions().addCertPath(rootCert))
              .setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
      default -> tls.setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
    return tls;
  }
}
