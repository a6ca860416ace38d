package io.quayside.common.json;

/** Checks UTF-8 exactly: no overlong form, no surrogate, nothing above U+10FFFF. */
public final class Utf8 {
  private Utf8() {}

  /** Whether a text is UTF-8, which U+0000 may be part of. */
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = firstInvalid(bytes, offset, length);
    while (at >= 0 && bytes[at] == 0) {
      at = firstInvalid(bytes, at + 1, end - at - 1);
    }
    return at < 0;
  }

  /**
   * The index of the first byte that does not belong, or -1. Here a NUL never belongs: no JSON text
   * holds one, and a reader that guesses encodings would take it for UTF-16.
   */
  static int firstInvalid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      byte first = bytes[at];
      if (first > 0) {
        at++;
        continue;
      }
      int size = size(bytes, at, end);
      if (size == 0) {
        return at;
      }
      at += size;
    }
    return -1;
  }

  /** The length in bytes of the non-ASCII character at a position; 0 if it is malformed. */
  private static int size(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (end - at < size) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xFF;
    boolean inRange =
        switch (first) {
          case 0xE0 -> second >= 0xA0; // below: overlong
          case 0xED -> second < 0xA0; // above: surrogates
          case 0xF0 -> second >= 0x90; // below: overlong
          case 0xF4 -> second < 0x90; // above: beyond Unicode
          default -> true;
        };
    return inRange ? size : 0;
  }
}
