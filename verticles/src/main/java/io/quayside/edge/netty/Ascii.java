package io.quayside.edge.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The characters of which RFC 9110 and RFC 3986 make tokens and hosts. */
final class Ascii {
  /** For each byte of a token its lower case; 0 for every other byte (RFC 9110, 5.6.2). */
  private static final byte[] TOKEN_LOWER_CASE = new byte[256];

  /** Unreserved characters and sub-delimiters (RFC 3986, 3.2.2). */
  private static final boolean[] REG_NAME = new boolean[128];

  static {
    String alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (byte c : (alphanumeric + "!#$%&'*+-.^_`|~").getBytes(US_ASCII)) {
      TOKEN_LOWER_CASE[c] = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
    }
    for (byte c : (alphanumeric + "-._~!$&'()*+,;=").getBytes(US_ASCII)) {
      REG_NAME[c] = true;
    }
  }

  private Ascii() {}

  static boolean isToken(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (TOKEN_LOWER_CASE[bytes[i] & 0xFF] == 0) {
        return false;
      }
    }
    return length > 0;
  }

  /** The lower case of a token's byte; 0 for a byte that no token has. */
  static byte lowerCase(byte c) {
    return TOKEN_LOWER_CASE[c & 0xFF];
  }

  static boolean isRegName(char c) {
    return c < REG_NAME.length && REG_NAME[c];
  }

  static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  }
}
