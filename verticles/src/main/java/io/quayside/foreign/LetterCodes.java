package io.quayside.foreign;

import io.quayside.common.problem.ProblemCode;

/** The codes of letters about tracking updates that are refused. */
public final class LetterCodes {
  private LetterCodes() {}

  /** The code of the letter about an update that is refused with a problem. */
  public static String of(ProblemCode problem) {
    return switch (problem) {
      case MALFORMED_JSON -> "undecodable";
      case SHIPMENT_NOT_FOUND -> Subjects.UNKNOWN;
      case FORBIDDEN -> ProblemCode.ILLEGAL_TRANSITION.code();
      default -> Translation.UNTRANSLATABLE;
    };
  }
}
