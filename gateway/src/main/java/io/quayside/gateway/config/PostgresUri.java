package io.quayside.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a PostgreSQL database is and who we are there, as {@code
 * postgresql://user:password@host:port/database?parameters}. Its text never shows the password;
 * only {@link #reveal()} does.
 */
public final class PostgresUri {
  private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");
  private static final int DEFAULT_PORT = 5432;

  private final URI uri;

  private PostgresUri(URI uri) {
    this.uri = uri;
  }

  /** Empty if the text is no such URI: scheme, user, host and database must be there. */
  public static Optional<PostgresUri> parse(String text) {
    try {
      var uri = new URI(text);
      var whole =
          uri.getScheme() != null
              && SCHEMES.contains(uri.getScheme())
              && uri.getHost() != null
              && uri.getRawUserInfo() != null
              && !uri.getRawUserInfo().split(":", 2)[0].isEmpty()
              && uri.getRawPath().matches("/[^/]+");
      return whole ? Optional.of(new PostgresUri(uri)) : Optional.empty();
    } catch (URISyntaxException e) {
      // The exception quotes its input, and the input may hold a password.
      return Optional.empty();
    }
  }

  /** The URI as it was given, secrets included: for drivers only. */
  public String reveal() {
    return uri.toString();
  }

  /**
   * The same database for a JDBC driver; user and password are not part of it. Without {@code
   * sslmode} that driver would try TLS, and the other client would not.
   */
  public String jdbcUrl() {
    var parameters = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    var mode = parameter("sslmode").isPresent() ? "" : "sslmode=disable";
    var both = parameters.isEmpty() || mode.isEmpty() ? "" : "&";
    var query = "?" + parameters + both + mode;
    return "jdbc:postgresql://" + uri.getHost() + ":" + port() + uri.getRawPath() + query;
  }

  public String user() {
    return decode(uri.getRawUserInfo().split(":", 2)[0]);
  }

  /** Empty text where there is none. */
  public String password() {
    var parts = uri.getRawUserInfo().split(":", 2);
    return parts.length == 2 ? decode(parts[1]) : "";
  }

  /** The value of a parameter. */
  Optional<String> parameter(String name) {
    var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return Stream.of(query.split("&", -1))
        .map(parameter -> parameter.split("=", 2))
        .filter(parameter -> parameter.length == 2 && parameter[0].equals(name))
        .map(parameter -> decode(parameter[1]))
        .findFirst();
  }

  private int port() {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  private static String decode(String text) {
    // In a URI, unlike in a form, a plus is a plus.
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PostgresUri that && uri.equals(that.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  /** Parameters are left out, for they can hold secrets too. */
  @Override
  public String toString() {
    var secret = password().isEmpty() ? "" : ":***";
    return "postgresql://%s%s@%s:%d%s"
        .formatted(
            URLEncoder.encode(user(), UTF_8), secret, uri.getHost(), port(), uri.getRawPath());
  }
}
