package io.quayside.domain;

/** Standard Carrier Alpha Codes, which name carriers. */
public final class Scac {
  /** Completes "must be". */
  public static final String DESCRIPTION = "a SCAC: 2 to 4 letters A-Z";

  private Scac() {}

  public static boolean isValid(String text) {
    return text.length() >= 2
        && text.length() <= 4
        && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }
}
