package dev.interlock.testkit;

import java.util.List;
import java.util.Optional;

/// What a check of `Invariants` found.
///
/// @param violations the earliest first
public record Findings(List<Violation> violations, Counts counts) {

  /// @param duplicates arrivals beyond the first of a publication at a target
  public record Counts(long published, long accepted, long arrivals, long duplicates) {}

  public Findings {
    violations = List.copyOf(violations);
  }

  public Optional<Violation> first() {
    return violations.stream().findFirst();
  }

  /// @throws AssertionError that names the first violation with its history
  public Findings verify() {
    first()
        .ifPresent(
            violation -> {
              throw new AssertionError(
                  violations.size() + " violations, " + counts + "; the first: " + violation);
            });
    return this;
  }
}
