package dev.interlock.host.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of one section.
///
/// @param found the settings; null where a problem is an error
/// @param problems errors and warnings, in the order of the file
public record BoundSection<T>(@Nullable T found, List<ConfigProblem> problems) {

  public BoundSection {
    problems = List.copyOf(problems);
  }

  public Optional<T> settings() {
    return Optional.ofNullable(found);
  }

  public List<ConfigProblem> errors() {
    return problems.stream().filter(ConfigProblem::isError).toList();
  }

  public List<ConfigProblem> warnings() {
    return problems.stream().filter(problem -> !problem.isError()).toList();
  }

  /// @throws ConfigException where there are errors
  public T orThrow() {
    if (found == null) {
      throw new ConfigException(errors());
    }
    return found;
  }
}
