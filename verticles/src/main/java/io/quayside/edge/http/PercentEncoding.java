package io.quayside.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Decodes text of a request target: UTF-8, percent-encoded (RFC 3986, 2.1) or raw. The target has
 * one character per byte. Other encodings are a bad request.
 */
final class PercentEncoding {
  private PercentEncoding() {}

  /** Whether a text needs no decoding: ASCII without percent signs. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Decodes a segment of a path. */
  static String decode(String encoded) {
    return isPlain(encoded) ? encoded : decode(encoded, 0, encoded.length(), false);
  }

  /** The parameters of a query, as forms have them: {@code +} is a space. */
  static MultiMap parameters(String query) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    int start = 0;
    while (start <= query.length()) {
      int end = end(query, '&', start, query.length());
      if (end > start) {
        int equals = end(query, '=', start, end);
        String name = decode(query, start, equals, true);
        String value = equals == end ? "" : decode(query, equals + 1, end, true);
        parameters.add(name, value);
      }
      start = end + 1;
    }
    return parameters;
  }

  private static int end(String text, char c, int start, int end) {
    int at = text.indexOf(c, start);
    return at < 0 || at > end ? end : at;
  }

  private static String decode(String text, int start, int end, boolean form) {
    byte[] bytes = text.substring(start, end).getBytes(ISO_8859_1);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '%') {
        if (i + 2 >= bytes.length) {
          throw Problems.badRequest().toException();
        }
        b = (byte) (16 * hex(bytes[i + 1]) + hex(bytes[i + 2]));
        i += 2;
      } else if (form && b == '+') {
        b = ' ';
      }
      bytes[length++] = b;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw Problems.badRequest().toException();
    }
  }

  private static int hex(byte digit) {
    int value = digit < 0 ? -1 : Character.digit(digit, 16);
    if (value < 0) {
      throw Problems.badRequest().toException();
    }
    return value;
  }
}
