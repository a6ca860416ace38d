package io.quayside.edge.http;

import java.util.Locale;

/** Hosts with their ports, as {@code Host} and {@code Origin} name them. */
final class Hosts {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";
  private static final String HTTP_PORT = ":80";
  private static final String HTTPS_PORT = ":443";

  private Hosts() {}

  /** The host without its port; an IPv6 address keeps its brackets. */
  static String name(String host) {
    int colon = host.indexOf(':', host.indexOf(']') + 1);
    return colon < 0 ? host : host.substring(0, colon);
  }

  /**
   * Whether an origin is that of a page of the host. A port that is not named is that of the
   * scheme: of TLS if the request came over it, else of the origin's, for a proxy may have ended
   * TLS.
   */
  static boolean isOrigin(String origin, String host, boolean tls) {
    String lowerCase = origin.toLowerCase(Locale.ROOT);
    boolean secure = lowerCase.startsWith(HTTPS);
    if (!secure && !lowerCase.startsWith(HTTP)) {
      return false;
    }
    String ofOrigin = lowerCase.substring(secure ? HTTPS.length() : HTTP.length());
    return withPort(ofOrigin, secure ? HTTPS_PORT : HTTP_PORT)
        .equals(withPort(host.toLowerCase(Locale.ROOT), secure || tls ? HTTPS_PORT : HTTP_PORT));
  }

  private static String withPort(String host, String otherwise) {
    int colon = host.indexOf(':', host.indexOf(']') + 1);
    if (colon < 0) {
      return host + otherwise;
    }
    return colon == host.length() - 1 ? host.substring(0, colon) + otherwise : host;
  }
}
