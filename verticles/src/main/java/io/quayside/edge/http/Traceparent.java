package io.quayside.edge.http;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} of a request, as W3C Trace Context (3.2) says: {@code
 * version-traceid-parentid-flags} in lower-case hex digits.
 */
public final class Traceparent {
  public static final String NAME = "traceparent";
  private static final int VERSION_AT = 0;
  private static final int TRACE_ID_AT = 3;
  private static final int PARENT_ID_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int LENGTH = 55;
  private static final int SAMPLED = 1;

  private Traceparent() {}

  /** What to pass on; null where there is none, where it is invalid, or where there are two. */
  static @Nullable String of(MultiMap headers) {
    String given = headers.get(NAME);
    if (given == null) {
      return null;
    }
    List<String> all = headers.getAll(NAME);
    return all.size() == 1 ? of(given) : null;
  }

  /** A later version is passed on as the known one, with the flag that this one knows. */
  public static @Nullable String of(String given) {
    if (given.length() < LENGTH
        || !isHex(given, VERSION_AT, 2)
        || given.charAt(TRACE_ID_AT - 1) != '-'
        || !isId(given, TRACE_ID_AT, 32)
        || given.charAt(PARENT_ID_AT - 1) != '-'
        || !isId(given, PARENT_ID_AT, 16)
        || given.charAt(FLAGS_AT - 1) != '-'
        || !isHex(given, FLAGS_AT, 2)
        || given.startsWith("ff")) {
      return null;
    }
    boolean exact = given.length() == LENGTH;
    if (given.startsWith("00")) {
      return exact ? given : null;
    }
    if (!exact && given.charAt(LENGTH) != '-') {
      return null;
    }
    boolean sampled = (Character.digit(given.charAt(FLAGS_AT + 1), 16) & SAMPLED) != 0;
    return "00" + given.substring(TRACE_ID_AT - 1, FLAGS_AT) + (sampled ? "01" : "00");
  }

  /** Hex digits that are not all zero. */
  private static boolean isId(String text, int at, int length) {
    if (!isHex(text, at, length)) {
      return false;
    }
    for (int i = at; i < at + length; i++) {
      if (text.charAt(i) != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(String text, int at, int length) {
    for (int i = at; i < at + length; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
