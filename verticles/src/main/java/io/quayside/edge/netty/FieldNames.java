package io.quayside.edge.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names of header fields. Those that most requests have are one object each, in lower case, so that
 * a name need not be copied and is found by its identity.
 */
final class FieldNames {
  static final AsciiString WEB_SOCKET_KEY_1 = HttpHeaderNames.SEC_WEBSOCKET_KEY1;
  static final AsciiString WEB_SOCKET_KEY_2 = HttpHeaderNames.SEC_WEBSOCKET_KEY2;

  private static final AsciiString[] COMMON = {
    HttpHeaderNames.HOST,
    HttpHeaderNames.CONTENT_LENGTH,
    HttpHeaderNames.TRANSFER_ENCODING,
    HttpHeaderNames.CONNECTION,
    WEB_SOCKET_KEY_1,
    WEB_SOCKET_KEY_2,
    HttpHeaderNames.ACCEPT,
    HttpHeaderNames.ACCEPT_ENCODING,
    HttpHeaderNames.AUTHORIZATION,
    HttpHeaderNames.CONTENT_ENCODING,
    HttpHeaderNames.CONTENT_TYPE,
    HttpHeaderNames.EXPECT,
    HttpHeaderNames.IF_MATCH,
    HttpHeaderNames.IF_NONE_MATCH,
    HttpHeaderNames.SEC_WEBSOCKET_KEY,
    HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL,
    HttpHeaderNames.SEC_WEBSOCKET_VERSION,
    HttpHeaderNames.UPGRADE,
    HttpHeaderNames.USER_AGENT,
    HttpHeaderNames.ORIGIN,
    AsciiString.cached("idempotency-key"),
    AsciiString.cached("quayside-tenant"),
    AsciiString.cached("traceparent"),
    AsciiString.cached("x-request-id"),
  };

  /** By length. */
  private static final AsciiString[][] KNOWN = new AsciiString[32][];

  static {
    for (int length = 0; length < KNOWN.length; length++) {
      List<AsciiString> names = new ArrayList<>();
      for (AsciiString name : COMMON) {
        if (name.length() == length) {
          names.add(name);
        }
      }
      KNOWN[length] = names.toArray(AsciiString[]::new);
    }
  }

  private FieldNames() {}

  /** The name in these bytes, or null if they are no token. */
  static @Nullable AsciiString of(byte[] line, int start, int length) {
    if (!Ascii.isToken(line, start, length)) {
      return null;
    }
    if (length < KNOWN.length) {
      for (AsciiString name : KNOWN[length]) {
        if (isSame(name, line, start)) {
          return name;
        }
      }
    }
    return new AsciiString(line, start, length, true);
  }

  private static boolean isSame(AsciiString name, byte[] line, int start) {
    for (int i = 0; i < name.length(); i++) {
      if (Ascii.lowerCase(line[start + i]) != name.byteAt(i)) {
        return false;
      }
    }
    return true;
  }
}
