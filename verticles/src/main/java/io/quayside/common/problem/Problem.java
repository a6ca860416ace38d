package io.quayside.common.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One refusal, as RFC 9457 shapes it: what went wrong, and every offending part.
 *
 * @param extension a further member of the problem document, or null
 */
public record Problem(
    ProblemCode code, String detail, List<Offence> errors, @Nullable Extension extension) {
  public Problem {
    errors = List.copyOf(errors);
  }

  public Problem(ProblemCode code, String detail) {
    this(code, detail, List.of(), null);
  }

  public Problem(ProblemCode code, String detail, List<Offence> errors) {
    this(code, detail, errors, null);
  }

  /** A member that one kind of problem has beyond the common ones; {@code json} is its value. */
  public record Extension(String name, String json) {}

  /** The problem as a failure of a future, for code that composes futures. */
  public ProblemException toException() {
    return new ProblemException(this);
  }

  /**
   * One offending part of a request.
   *
   * @param place what {@code where} is
   * @param where a JSON Pointer into the body, or the name of a header or parameter
   */
  public record Offence(Place place, String where, String detail) {
    public static Offence at(String pointer, String detail) {
      return new Offence(Place.POINTER, pointer, detail);
    }

    public static Offence in(String parameter, String detail) {
      return new Offence(Place.PARAMETER, parameter, detail);
    }
  }

  /** How an offending part is named. */
  public enum Place {
    /** By a JSON Pointer into the body. */
    POINTER("pointer"),
    /** By the name of a header, or of a parameter of path or query. */
    PARAMETER("parameter");

    private final String member;

    Place(String member) {
      this.member = member;
    }

    /** The member of the problem document that holds it. */
    public String member() {
      return member;
    }
  }
}
