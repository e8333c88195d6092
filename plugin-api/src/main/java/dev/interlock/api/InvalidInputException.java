package dev.interlock.api;

import java.util.List;

/// The input of an event breaks a constraint; every broken one is named.
public final class InvalidInputException extends InterlockException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /// @param path where, as `control.duration`
  /// @param message what was found and what was expected
  public record Violation(String path, String message) {}

  public InvalidInputException(String event, List<Violation> violations) {
    super(ErrorCategory.USER, "input of " + event + ": " + describe(violations));
    this.violations = List.copyOf(violations);
  }

  private static String describe(List<Violation> violations) {
    StringBuilder text = new StringBuilder();
    for (Violation violation : violations) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(violation.path())
          .append(' ')
          .append(violation.message());
    }
    return text.toString();
  }

  public List<Violation> violations() {
    return violations;
  }
}
