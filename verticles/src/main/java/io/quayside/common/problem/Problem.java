package io.quayside.common.problem;

import java.util.List;

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
