package io.quayside.edge.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** The second word of a request line (RFC 9112, 3.2). */
public final class RequestTarget {
  private static final String[] SCHEMES = {"http://", "https://"};
  private static final String ASTERISK = "*";

  private RequestTarget() {}

  /**
   * Path and query, one character for each byte. The authority of an absolute form is checked and
   * left out; any other form is returned as it is, for {@link #require}.
   */
  static String originForm(byte[] line, int start, int length) {
    for (int i = start; i < start + length; i++) {
      byte c = line[i];
      if ((c >= 0 && c <= ' ') || c == 0x7F || c == '#') {
        throw RefusedRequestException.badRequest("The request target has a character of no URI");
      }
    }
    String target = new String(line, start, length, ISO_8859_1);
    for (String scheme : SCHEMES) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return pathOf(target, scheme.length());
      }
    }
    return target;
  }

  private static String pathOf(String absolute, int authorityAt) {
    int end = authorityAt;
    while (end < absolute.length() && "/?".indexOf(absolute.charAt(end)) < 0) {
      end++;
    }
    if (!Authority.isWellFormed(absolute.substring(authorityAt, end))) {
      throw RefusedRequestException.badRequest("The request target has an ill-formed host");
    }
    String path = absolute.substring(end);
    return path.startsWith("/") ? path : "/" + path;
  }

  /**
   * Refuses the target of a request over HTTP/2 as one of HTTP/1.1 would be.
   *
   * @throws RefusedRequestException if it has a character of no URI, or no known form
   * @throws TooLongHttpLineException if it is longer than a request line may be
   */
  public static void requireOfHttp2(HttpMethod method, String target) {
    if (target.length() > StrictRequestDecoder.MAX_REQUEST_LINE) {
      throw new TooLongHttpLineException();
    }
    byte[] bytes = target.getBytes(ISO_8859_1);
    require(method, originForm(bytes, 0, bytes.length));
  }

  /** Refuses a target that its method does not allow. */
  static void require(HttpMethod method, String target) {
    boolean allowed =
        target.startsWith("/")
            || (target.equals(ASTERISK) && method.equals(HttpMethod.OPTIONS))
            || (method.equals(HttpMethod.CONNECT) && Authority.isWellFormed(target));
    if (!allowed) {
      throw RefusedRequestException.badRequest("The request target is of no known form");
    }
  }
}
