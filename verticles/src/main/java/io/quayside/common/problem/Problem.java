package io.quayside.common.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One refusal, as RFC 9457 shapes it: what went wrong, and every offending part. */
public record Problem(ProblemCode code, String detail, List<Offence> errors) {
  public Problem {
    errors = List.copyOf(errors);
  }

  public Problem(ProblemCode code, String detail) {
    this(code, detail, List.of());
  }

  /** The problem as a failure of a future, for code that composes futures. */
  public ProblemException toException() {
    return new ProblemException(this);
  }

  /**
   * One offending part: a JSON Pointer into the body, or the name of a header or query parameter;
   * the other one is null.
   */
  public record Offence(@Nullable String pointer, @Nullable String parameter, String detail) {
    public static Offence at(String pointer, String detail) {
      return new Offence(pointer, null, detail);
    }

    public static Offence in(String parameter, String detail) {
      return new Offence(null, parameter, detail);
    }
  }
}
