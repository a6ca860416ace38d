package io.quayside.edge.http;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.EdgeVerticle;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What is checked of a request besides its body: headers, query parameters, the id in the path. */
public final class Preconditions {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** A list of subprotocols, which may come in several fields. */
  public static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";

  private static final int MAX_KEY = 128;
  private static final String KEY_HEADER = "Sec-WebSocket-Key";
  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String WEB_SOCKET_VERSION = "13";

  private Preconditions() {}

  /** The shipment id of the path, or a refusal: what is not an id names no shipment. */
  public static String shipmentId(String id) {
    if (!CommandId.isShipmentId(id)) {
      throw new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment").toException();
    }
    return id;
  }

  /** Refuses a body that is not called JSON. */
  public static void mediaType(HttpServerRequest request, String expected) {
    String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type = given == null ? "" : given;
    int semicolon = type.indexOf(';');
    if (semicolon >= 0) {
      type = type.substring(0, semicolon);
    }
    if (!type.trim().equalsIgnoreCase(expected)) {
      throw new Problem(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "The body must be " + expected + (given == null ? ", and be called so" : ""))
          .toException();
    }
  }

  /** Refuses what is no WebSocket handshake (RFC 6455, 4.2.1) or offers only other subprotocols. */
  public static void webSocket(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (!hasToken(request, HttpHeaders.UPGRADE, "websocket")
        || !hasToken(request, HttpHeaders.CONNECTION, "upgrade")
        || !WEB_SOCKET_VERSION.equals(request.getHeader(VERSION_HEADER))) {
      request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      request.response().putHeader(HttpHeaders.CONNECTION, "Upgrade");
      request.response().putHeader(VERSION_HEADER, WEB_SOCKET_VERSION);
      throw new Problem(
              ProblemCode.UPGRADE_REQUIRED,
              "Ask for an upgrade to WebSocket, version " + WEB_SOCKET_VERSION)
          .toException();
    }
    List<Offence> offences = new ArrayList<>(0);
    noParameters(ctx.queryParams(), Set.of(), offences);
    if (!isNonce(request.getHeader(KEY_HEADER))) {
      offences.add(Offence.in(KEY_HEADER, "must be 16 bytes in base 64"));
    }
    String offered = String.join(",", request.headers().getAll(SUBPROTOCOL_HEADER));
    if (!offered.isEmpty()
        && Arrays.stream(offered.split(",", -1))
            .noneMatch(p -> p.trim().equals(EdgeVerticle.SUBPROTOCOL))) {
      offences.add(Offence.in(SUBPROTOCOL_HEADER, "must offer " + EdgeVerticle.SUBPROTOCOL));
    }
    refuse(offences);
  }

  private static boolean hasToken(HttpServerRequest request, CharSequence header, String token) {
    return request.headers().getAll(header).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(given -> given.trim().equalsIgnoreCase(token));
  }

  private static boolean isNonce(String key) {
    return key != null && key.trim().matches("[A-Za-z0-9+/]{22}==");
  }

  /** Takes the headers that every command may carry; only without offences do they count. */
  static CommandHeaders commandHeaders(Call call, List<Offence> offences) {
    HttpServerRequest request = call.request();
    String key = single(request, IDEMPOTENCY_KEY, offences);
    if (key != null && !isKey(key)) {
      offences.add(Offence.in(IDEMPOTENCY_KEY, "must be 1 to 128 visible ASCII characters"));
    }
    String ifMatch = single(request, "If-Match", offences);
    Integer version = null;
    if (ifMatch != null) {
      version = version(ifMatch);
      if (version == null) {
        offences.add(Offence.in("If-Match", "must be a version in quotes, such as \"3\""));
      }
    }
    noParameters(call.query(), Set.of(), offences);
    return new CommandHeaders(key, version, traceparent(request));
  }

  /** Whether If-None-Match names the tag; compared weakly (RFC 9110): a W/ in front is nothing. */
  public static boolean isKnown(HttpServerRequest request, String etag) {
    String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.trim().equals("*")) {
      return true;
    }
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .anyMatch(given -> opaque(given.trim()).equals(opaque(etag)));
  }

  private static String opaque(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }

  /** W3C Trace Context, passed on as it is if it is well-formed; else there is none. */
  public static String traceparent(HttpServerRequest request) {
    String given = request.getHeader("traceparent");
    return given != null && given.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
        ? given
        : null;
  }

  /** Refuses query parameters other than those, and repeated ones. */
  public static void noParameters(MultiMap query, Set<String> but, List<Offence> offences) {
    for (String name : query.names()) {
      if (!but.contains(name)) {
        offences.add(Offence.in(name, "is unknown"));
      } else if (query.getAll(name).size() > 1) {
        offences.add(Offence.in(name, "is given more than once"));
      }
    }
  }

  /** A whole number from the query within bounds, or what holds where none is given. */
  public static int number(
      RoutingContext ctx, String name, int least, int most, int otherwise, List<Offence> offences) {
    String given = ctx.queryParams().get(name);
    if (given == null) {
      return otherwise;
    }
    if (given.matches("\\d{1,10}")) {
      long number = Long.parseLong(given);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    offences.add(Offence.in(name, "must be a whole number from " + least + " to " + most));
    return otherwise;
  }

  /** Throws if anything was offending. */
  public static void refuse(List<Offence> offences) {
    if (!offences.isEmpty()) {
      throw refusal(offences);
    }
  }

  /** The refusal of a request with at least one offence. */
  public static ProblemException refusal(List<Offence> offences) {
    return new Problem(
            ProblemCode.VALIDATION_FAILED, "The request breaks " + rules(offences), offences)
        .toException();
  }

  /**
   * The value that a body's parser makes. Offences of headers and query are refused together with
   * those that the parser finds.
   */
  public static <T> T parsed(List<Offence> offences, Supplier<T> parser) {
    T value;
    try {
      value = parser.get();
    } catch (ProblemException refusal) {
      offences.addAll(refusal.problem().errors());
      if (offences.size() == refusal.problem().errors().size()) {
        throw refusal;
      }
      refuse(offences);
      throw refusal;
    }
    refuse(offences);
    return value;
  }

  /** As {@link #refuse(List)}, and then tells too what the parser of the body finds offending. */
  public static void refuse(List<Offence> offences, Runnable parser) {
    if (offences.isEmpty()) {
      return;
    }
    try {
      parser.run();
    } catch (ProblemException refusal) {
      offences.addAll(refusal.problem().errors());
    }
    refuse(offences);
  }

  private static String rules(List<Offence> offences) {
    return offences.size() == 1 ? "a rule" : offences.size() + " rules";
  }

  public static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= MAX_KEY
        && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static String single(HttpServerRequest request, String name, List<Offence> offences) {
    List<String> all = request.headers().getAll(name);
    if (all.size() > 1) {
      offences.add(Offence.in(name, "is given more than once"));
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  private static Integer version(String ifMatch) {
    return ifMatch.matches("\"(0|[1-9]\\d{0,8})\"")
        ? Integer.valueOf(ifMatch.substring(1, ifMatch.length() - 1))
        : null;
  }

  /** Each may be null. */
  record CommandHeaders(String key, Integer ifMatch, String traceparent) {}
}
