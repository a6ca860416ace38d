package io.quayside.edge.http;

import io.netty.util.NetUtil;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What pages of browsers may do: CORS for the configured origins, no writes and no WebSockets from
 * other pages, and where no credentials are needed, no requests under a foreign name (DNS
 * rebinding). Safe for several threads.
 */
public final class BrowserRules {
  /** No other origin, and every name. */
  public static final BrowserRules NONE = new BrowserRules(List.of(), List.of(), Names.ANY);

  /** The names that requests may call the gateway by. */
  public enum Names {
    ANY,
    /** Local names, addresses and configured names. */
    KNOWN,
    /** As {@link #KNOWN}, but any name for open operations. */
    KNOWN_UNLESS_OPEN
  }

  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized(
          "ETag, Location, Retry-After, Idempotency-Replayed, Quayside-Cursor");
  private static final CharSequence ALLOWED_HEADERS =
      HttpHeaders.createOptimized(
          "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, "
              + "quayside-tenant");
  private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("600");
  private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");
  private static final String LOCALHOST = "localhost";

  private final Set<String> origins;
  private final Set<String> hosts;
  private final Names names;

  /** The last Host that was found to be known; most requests repeat it. */
  private @Nullable String lastKnownHost;

  /**
   * The rules of a port.
   *
   * @param origins origins that may do everything, as browsers write them
   * @param hosts names that the gateway is called by, with a port or without one
   * @param names which names are accepted
   */
  public BrowserRules(List<String> origins, List<String> hosts, Names names) {
    this.origins = Set.copyOf(origins);
    this.hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.names = names;
  }

  /** Lets the page of a configured origin read the answer, whatever it will be. */
  void allowReading(HttpServerRequest request) {
    if (origins.isEmpty()) {
      return;
    }
    MultiMap answer = request.response().headers();
    answer.set(HttpHeaders.VARY, ORIGIN);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && origins.contains(origin)) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }

  /** Whether a browser asks if a page may send a request (Fetch, 4.8). */
  static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /** Refuses a request for its host, or for the origin of the page that sends it. */
  void require(HttpServerRequest request, Access access) {
    if (names == Names.KNOWN
        || (names == Names.KNOWN_UNLESS_OPEN && !(access instanceof Access.Open))) {
      requireKnownHost(request);
    }
    requireOwnOrigin(request, access instanceof Access.Optional);
  }

  /** Answers a preflight with the methods of its path, if its page may send requests. */
  void answerPreflight(HttpServerRequest request, String methods) {
    require(request, Access.ANY);
    HttpServerResponse response = request.response();
    if (response.headers().contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
          .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
    }
    response.setStatusCode(204).end();
  }

  /** Refuses a request under a name that the gateway is not known by. */
  private void requireKnownHost(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    // Without Host it is HTTP/1.0, hence no browser.
    if (host == null || host.equals(lastKnownHost)) {
      return;
    }
    if (!isKnown(host.toLowerCase(Locale.ROOT))) {
      throw new Problem(
              ProblemCode.ORIGIN_NOT_ALLOWED,
              "Without credentials the gateway is not called by this name; http.hosts adds one")
          .toException();
    }
    lastKnownHost = host;
  }

  private boolean isKnown(String host) {
    String name = Hosts.name(host);
    return name.equals(LOCALHOST)
        || name.endsWith("." + LOCALHOST)
        || name.startsWith("[")
        // Encoded, a dot is none.
        || (name.indexOf('.') < 0 && name.indexOf('%') < 0)
        || NetUtil.isValidIpV4Address(name)
        || hosts.contains(name)
        || hosts.contains(host);
  }

  /**
   * Refuses what a page of a foreign origin must not do: open a WebSocket, which may be at the one
   * operation with optional credentials, or send a request whose method may change something.
   */
  private void requireOwnOrigin(HttpServerRequest request, boolean webSocket) {
    HttpMethod method = request.method();
    if (!webSocket && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))) {
      return;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return;
    }
    boolean several = request.headers().getAll(HttpHeaders.ORIGIN).size() > 1;
    if (!several && origins.contains(origin)) {
      return;
    }
    String host = request.getHeader(HttpHeaders.HOST);
    if (several || host == null || !Hosts.isOrigin(origin, host, request.isSSL())) {
      throw new Problem(
              ProblemCode.ORIGIN_NOT_ALLOWED,
              "Pages of this origin may not do this; http.origins adds one")
          .toException();
    }
  }
}
