package io.quayside.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which URLs an issuer's documents are fetched from: {@code https}, {@code http} on loopback. */
public final class IssuerUrls {
  /** Completes "expected". */
  public static final String FORM = "an https URL without query and fragment (http on loopback)";

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[(::|0:0:0:0:0:0:0:)1]");

  private IssuerUrls() {}

  /** Whether a configured URL may be used. */
  public static boolean isAllowed(String text) {
    try {
      URI uri = new URI(text);
      return isSafe(uri) && uri.getRawQuery() == null && uri.getRawFragment() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /** Whether a URL that an issuer names may be used. */
  static boolean isFetchable(String text) {
    try {
      return isSafe(new URI(text));
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean isSafe(URI uri) {
    if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return false;
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
      default -> false;
    };
  }

  /** Where the issuer describes itself (OpenID Connect Discovery 1.0, section 4). */
  static String discovery(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return base + "/.well-known/openid-configuration";
  }
}
