package io.quayside.notify.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook's URL points to.
 *
 * @param host as the URL has it, in lower case; an IPv6 address in its brackets
 * @param requestUri path and query
 * @param literal the address that the host is; null if it is a name
 * @param mapped whether the literal is an IPv6 address that maps an IPv4 address
 */
public record Target(
    boolean tls,
    String host,
    int port,
    String requestUri,
    @Nullable InetAddress literal,
    boolean mapped) {
  private static final int MAX_LENGTH = 2_048;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final int IP_V6_BYTES = 16;
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern IP_V4 =
      Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");

  /** Scheme, host and port: what must stay so that headers are kept. */
  public boolean isSameOrigin(Target other) {
    return tls == other.tls && host.equals(other.host) && port == other.port;
  }

  /** The target of a URL; null if it is none. Its port is not judged. */
  public static @Nullable Target parse(String url, boolean insecure) {
    if (url.length() > MAX_LENGTH || !url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      return null;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    boolean known = tls || (insecure && scheme.equals("http"));
    if (!known || uri.getHost() == null || uri.getRawUserInfo() != null || url.contains("#")) {
      return null;
    }
    int byDefault = tls ? HTTPS_PORT : HTTP_PORT;
    int port = uri.getPort() < 0 ? byDefault : uri.getPort();
    return of(tls, uri.getHost().toLowerCase(Locale.ROOT), port, requestUri(uri));
  }

  private static String requestUri(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
  }

  private static @Nullable Target of(boolean tls, String host, int port, String requestUri) {
    if (host.startsWith("[")) {
      byte[] bytes =
          host.indexOf('%') >= 0
              ? null
              : NetUtil.createByteArrayFromIpAddressString(host.substring(1, host.length() - 1));
      if (bytes == null || bytes.length != IP_V6_BYTES) {
        return null;
      }
      InetAddress address = address(bytes);
      boolean mapped = address.getAddress().length != IP_V6_BYTES;
      return new Target(tls, host, port, requestUri, address, mapped);
    }
    if (IP_V4.matcher(host).matches()) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
      return bytes == null ? null : new Target(tls, host, port, requestUri, address(bytes), false);
    }
    boolean isName = NAME.matcher(host).matches() && !ENDS_IN_NUMBER.matcher(host).matches();
    return isName ? new Target(tls, host, port, requestUri, null, false) : null;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }
}
