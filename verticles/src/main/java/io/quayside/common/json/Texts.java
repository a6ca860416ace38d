package io.quayside.common.json;

/** What texts of requests must be. */
final class Texts {
  private Texts() {}

  /** Whether a text has more than {@code maxLength} code points. */
  static boolean isLonger(String text, int maxLength) {
    // Counting is only needed where pairs could make the difference.
    return text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength;
  }

  /** Whether a text holds neither U+0000 nor half a surrogate pair. */
  static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** A text of at most {@code maxLength} code points, with an ellipsis if it was longer. */
  static String shortened(String text, int maxLength) {
    return isLonger(text, maxLength)
        ? text.substring(0, text.offsetByCodePoints(0, maxLength)) + '…'
        : text;
  }
}
