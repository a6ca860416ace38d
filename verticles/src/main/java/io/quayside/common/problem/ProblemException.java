package io.quayside.common.problem;

/**
 * Carries a {@link Problem} through a failed future; it has no stack trace, for it is an answer.
 */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.code().code() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
