package io.quayside.domain.shipment;

/**
 * A freight container's number after ISO 6346: owner code (three letters), equipment category (U, J
 * or Z), serial number (six digits) and check digit.
 */
public final class ContainerNumber {
  private static final int LENGTH = 11;
  private static final int CATEGORY = 3;
  private static final String CATEGORIES = "UJZ";

  private ContainerNumber() {}

  /** Whether a text has the form and its check digit is right. */
  public static boolean isValid(String text) {
    if (!hasForm(text) || CATEGORIES.indexOf(text.charAt(CATEGORY)) < 0) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < LENGTH - 1; i++) {
      sum += value(text.charAt(i)) << i;
    }
    // A remainder of 10 is written as 0.
    return sum % 11 % 10 == value(text.charAt(LENGTH - 1));
  }

  /** Whether a text is four letters and seven digits. */
  public static boolean hasForm(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      if (!(i <= CATEGORY ? isLetter(c) : isDigit(c))) {
        return false;
      }
    }
    return true;
  }

  /** Letters count from 10 and leave out the multiples of 11, which the remainder would not see. */
  private static int value(char c) {
    if (isDigit(c)) {
      return c - '0';
    }
    int letter = c - 'A';
    return 10 + letter + (letter + 9) / 10;
  }

  private static boolean isLetter(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
