package io.quayside.edge.netty;

import io.netty.util.NetUtil;

/** A host and a port, as {@code Host} names them (RFC 9110, 7.2; RFC 3986, 3.2). */
final class Authority {
  private static final int MAX_PORT = 65_535;

  private Authority() {}

  /** Whether a text is a host, which is not empty, with a port or without one. */
  static boolean isWellFormed(String text) {
    int end = text.startsWith("[") ? literalEnd(text) : nameEnd(text);
    return end > 0 && (end == text.length() || (text.charAt(end) == ':' && isPort(text, end + 1)));
  }

  /** Where an IP literal in brackets ends; -1 if it is none. */
  private static int literalEnd(String text) {
    int bracket = text.indexOf(']');
    boolean address =
        bracket > 0
            && text.indexOf('%') < 0
            && NetUtil.isValidIpV6Address(text.substring(1, bracket));
    return address ? bracket + 1 : -1;
  }

  /** Where a registered name ends; -1 if it has ill-formed percent-encoding. */
  private static int nameEnd(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 2 >= text.length()
            || !Ascii.isHex(text.charAt(at + 1))
            || !Ascii.isHex(text.charAt(at + 2))) {
          return -1;
        }
        at += 3;
      } else if (Ascii.isRegName(c)) {
        at++;
      } else {
        break;
      }
    }
    return at;
  }

  private static boolean isPort(String text, int from) {
    int port = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = 10 * port + (c - '0');
      if (port > MAX_PORT) {
        return false;
      }
    }
    return true;
  }
}
