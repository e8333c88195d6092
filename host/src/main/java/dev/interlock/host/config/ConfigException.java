package dev.interlock.host.config;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import java.util.List;
import java.util.stream.Collectors;

/// The operator's file can't be taken: every problem that was found, in the order of the file.
public final class ConfigException extends InterlockException {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(
        ErrorCategory.USER,
        problems.stream().map(ConfigProblem::text).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a ConfigException needs at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}
