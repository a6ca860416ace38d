package io.quayside.edge.http;

import io.quayside.common.identity.CommandId;
import io.quayside.common.json.Times;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.stream.Rights;
import io.quayside.edge.netty.FieldLists;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of a request besides its body: headers, query parameters, the id in the path. */
public final class Preconditions {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** A number from 1 on that no tender or document has. */
  private static final int NO_NUMBER = Integer.MAX_VALUE;

  private static final int MAX_NUMBER_DIGITS = 9;
  private static final int MAX_KEY = 128;

  /** The end of a time whose plus sign was sent as it is, which means a space in a query. */
  private static final Pattern BARE_SIGN = Pattern.compile(" (\\d\\d:\\d\\d)$");

  private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");

  private Preconditions() {}

  /** The shipment id of the path. A malformed id is refused as {@code shipment-not-found}. */
  public static String shipmentId(String id) {
    if (!CommandId.isShipmentId(id)) {
      throw Rights.NO_SHIPMENT.toException();
    }
    return id;
  }

  /**
   * The number of a tender or document in the path; for a text that is no number from 1 on a number
   * that none has.
   */
  public static int pathNumber(String text) {
    boolean number =
        !text.isEmpty()
            && text.length() <= MAX_NUMBER_DIGITS
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(text) : NO_NUMBER;
  }

  /** Refuses a body with a content coding, or with another media type than expected. */
  static void body(HttpServerRequest request, String mediaType) {
    unencoded(request);
    mediaType(request, mediaType);
  }

  /** Refuses a body with a content coding, or with none of these media types. */
  public static void body(HttpServerRequest request, Set<String> mediaTypes) {
    unencoded(request);
    String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type = given == null ? "" : given;
    int semicolon = type.indexOf(';');
    String bare = semicolon < 0 ? type : type.substring(0, semicolon);
    for (String expected : mediaTypes) {
      if (bare.strip().equalsIgnoreCase(expected)) {
        return;
      }
    }
    throw new Problem(
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            "The body must be " + String.join(" or ", mediaTypes.stream().sorted().toList()))
        .toException();
  }

  /** Refuses a body with a content coding. */
  static void unencoded(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null
        && !FieldLists.containOnly(
            request.headers().getAll(HttpHeaders.CONTENT_ENCODING), IDENTITY)) {
      request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be encoded")
          .toException();
    }
  }

  private static void mediaType(HttpServerRequest request, String expected) {
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

  /** Reads the headers of a command. The result counts only if no offence was added. */
  static CommandHeaders commandHeaders(Call call, List<Offence> offences) {
    HttpServerRequest request = call.request();
    String key = single(request, IDEMPOTENCY_KEY, offences);
    if (key != null && !isKey(key)) {
      offences.add(Offence.in(IDEMPOTENCY_KEY, "must be 1 to 128 visible ASCII characters"));
    }
    Integer version = ifMatch(request, offences);
    noParameters(call.query(), Set.of(), offences);
    return new CommandHeaders(key, version, traceparent(request));
  }

  /** The version that If-Match asks for; null if it asks for none, or is ill-formed. */
  public static @Nullable Integer ifMatch(HttpServerRequest request, List<Offence> offences) {
    String ifMatch = single(request, "If-Match", offences);
    Integer version = ifMatch == null ? null : version(ifMatch);
    if (ifMatch != null && version == null) {
      offences.add(Offence.in("If-Match", "must be a version in quotes, such as \"3\""));
    }
    return version;
  }

  /** Whether If-None-Match names the tag. */
  public static boolean isKnown(HttpServerRequest request, String etag) {
    return request.getHeader(HttpHeaders.IF_NONE_MATCH) != null
        && EntityTags.name(request.headers().getAll(HttpHeaders.IF_NONE_MATCH), etag);
  }

  /** The request's trace (W3C Trace Context), or null. */
  public static @Nullable String traceparent(HttpServerRequest request) {
    return Traceparent.of(request.headers());
  }

  /** Adds an offence for each unknown and each repeated query parameter. */
  public static void noParameters(MultiMap query, Set<String> but, List<Offence> offences) {
    for (String name : query.names()) {
      if (!but.contains(name)) {
        offences.add(Offence.in(name, "is unknown"));
      } else if (query.getAll(name).size() > 1) {
        offences.add(Offence.in(name, "is given more than once"));
      }
    }
  }

  /** A whole number of the query within bounds, or the default if the parameter is absent. */
  public static int number(
      MultiMap query, String name, int least, int most, int otherwise, List<Offence> offences) {
    String given = query.get(name);
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

  /** A time of the query, or null if the parameter is absent or none. */
  public static @Nullable Instant time(MultiMap query, String name, List<Offence> offences) {
    String given = query.get(name);
    Instant time = given == null ? null : Times.parse(BARE_SIGN.matcher(given).replaceFirst("+$1"));
    if (given != null && time == null) {
      offences.add(Offence.in(name, "must be an RFC 3339 time with an offset"));
    }
    return time;
  }

  /**
   * The alternatives of a parameter of the query, each of a form that {@code must} tells; null if
   * the parameter is absent.
   */
  public static @Nullable Set<String> alternatives(
      MultiMap query,
      String name,
      char separator,
      Predicate<String> isValid,
      String must,
      List<Offence> offences) {
    String given = query.get(name);
    if (given == null) {
      return null;
    }
    Set<String> alternatives =
        new LinkedHashSet<>(List.of(given.split(Pattern.quote(String.valueOf(separator)), -1)));
    if (!alternatives.stream().allMatch(isValid)) {
      offences.add(Offence.in(name, "must be " + must));
    }
    return alternatives;
  }

  /** Throws a refusal if there are offences. */
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

  /** As {@link #refuse(List)}, with the offences that the body's parser finds. */
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

  private static @Nullable String single(
      HttpServerRequest request, String name, List<Offence> offences) {
    List<String> all = request.headers().getAll(name);
    if (all.size() > 1) {
      offences.add(Offence.in(name, "is given more than once"));
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  private static @Nullable Integer version(String ifMatch) {
    return ifMatch.matches("\"(0|[1-9]\\d{0,8})\"")
        ? Integer.valueOf(ifMatch.substring(1, ifMatch.length() - 1))
        : null;
  }

  /** Each may be null. */
  record CommandHeaders(
      @Nullable String key, @Nullable Integer ifMatch, @Nullable String traceparent) {}
}
