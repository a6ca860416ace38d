package io.quayside.domain.shipment;

/** UN/LOCODE: a country of two letters and a place of three letters or digits 2 to 9. */
public final class UnLocode {
  private static final int LENGTH = 5;
  private static final int COUNTRY_LENGTH = 2;

  private UnLocode() {}

  /** Whether a text has the form; whether there is such a place is the register's business. */
  public static boolean isValid(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'A' && c <= 'Z';
      boolean digit = i >= COUNTRY_LENGTH && c >= '2' && c <= '9';
      if (!letter && !digit) {
        return false;
      }
    }
    return true;
  }
}
