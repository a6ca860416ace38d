package io.quayside.common.json;

/** Crockford's base 32: digits and capital letters without I, L, O and U, five bits each. */
public final class Crockford {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final boolean[] VALID = valid();

  private Crockford() {}

  /** The first {@code 5 * characters} bits of {@code bytes}, the highest first. */
  public static String encode(byte[] bytes, int characters) {
    char[] encoded = new char[characters];
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (int i = 0; i < characters; i++) {
      if (bits < 5) {
        buffer = (buffer << 8) | (bytes[next++] & 0xFF);
        bits += 8;
      }
      bits -= 5;
      encoded[i] = ALPHABET.charAt((buffer >> bits) & 31);
    }
    return new String(encoded);
  }

  /** Whether a text consists of so many characters of the alphabet, in capitals. */
  public static boolean isValid(String text, int characters) {
    if (text.length() != characters) {
      return false;
    }
    for (int i = 0; i < characters; i++) {
      if (!isValid(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValid(char c) {
    return c < VALID.length && VALID[c];
  }

  private static boolean[] valid() {
    boolean[] valid = new boolean['Z' + 1];
    for (int i = 0; i < ALPHABET.length(); i++) {
      valid[ALPHABET.charAt(i)] = true;
    }
    return valid;
  }
}
