package dev.interlock.host.config;

import dev.interlock.host.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects problems: at most one at each path, at most a hundred errors. Confined to one thread.
final class Problems {

  static final int MOST = 100;

  private final Map<String, ConfigProblem> found = new LinkedHashMap<>();
  private int errors;

  void error(Setting setting, String message) {
    error(setting.place(), setting.path(), message);
  }

  void error(Place place, SettingPath path, String message) {
    add(ConfigProblem.error(place, path, message));
  }

  void add(Severity severity, Setting setting, String message) {
    add(ConfigProblem.at(severity, setting.place(), setting.path(), message));
  }

  void add(ConfigProblem problem) {
    if (isFull()) {
      return;
    }
    String where =
        new Place(problem.file(), problem.line(), problem.column()) + " " + problem.path();
    if (found.putIfAbsent(where, problem) == null && problem.isError()) {
      errors++;
    }
  }

  boolean isFull() {
    return errors >= MOST;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  boolean hasErrors() {
    return errors > 0;
  }

  /// In the order of the file; what has no line comes first.
  List<ConfigProblem> inOrder() {
    List<ConfigProblem> ordered = new ArrayList<>(found.values());
    ordered.sort(ConfigProblem::byPlace);
    return List.copyOf(ordered);
  }
}
