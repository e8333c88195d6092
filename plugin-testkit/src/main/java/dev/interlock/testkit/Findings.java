package dev.interlock.testkit;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a check of `Invariants` found.
///
/// @param violations the earliest first
public record Findings(List<Violation> violations, Counts counts) {

  /// @param duplicates arrivals beyond the first of a publication at a target
  public record Counts(long published, long accepted, long arrivals, long duplicates) {}

  public Findings {
    violations = List.copyOf(violations);
  }

  /// Both together: of the same publications, other arrivals.
  public Findings and(Findings other) {
    return new Findings(
        Stream.concat(violations.stream(), other.violations.stream())
            .sorted(Comparator.comparing(Violation::at))
            .toList(),
        new Counts(
            counts.published,
            counts.accepted,
            counts.arrivals + other.counts.arrivals,
            counts.duplicates + other.counts.duplicates));
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
