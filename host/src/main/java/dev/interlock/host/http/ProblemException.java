package dev.interlock.host.http;

/// Ends the handling of a request with a problem. Carries no stack: it is an answer, not a fault.
final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  ProblemException(int status, String detail) {
    this(Problem.of(status, detail));
  }

  Problem problem() {
    return problem;
  }
}
