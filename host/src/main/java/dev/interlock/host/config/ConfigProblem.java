package dev.interlock.host.config;

/// What is wrong at one place of the operator's file. Its text is what `interlock validate` prints:
///
///     webhooks.yaml:7:7  webhooks[0].events[0]
///       found "after:mesure", no such event; did you mean after:measure?
///
/// @param severity a warning does not keep the file from being taken over
/// @param file the file as it was named, or `--set http.port`
/// @param line from 1; 0 where there is none
/// @param column from 1; 0 where there is none
/// @param path `webhooks[0].events[0]`; empty: the document
/// @param message what was found and what was expected, without any secret
public record ConfigProblem(
    Severity severity, String file, int line, int column, String path, String message) {

  public enum Severity {
    ERROR,
    WARNING
  }

  static ConfigProblem error(Place place, SettingPath path, String message) {
    return at(Severity.ERROR, place, path, message);
  }

  static ConfigProblem at(Severity severity, Place place, SettingPath path, String message) {
    return new ConfigProblem(
        severity, place.source(), place.line(), place.column(), path.toString(), message);
  }

  /// In the order of the file; what has no line comes first.
  public static int byPlace(ConfigProblem one, ConfigProblem other) {
    int lines = Integer.compare(one.line, other.line);
    int columns = lines == 0 ? Integer.compare(one.column, other.column) : lines;
    return columns == 0 ? one.path.compareTo(other.path) : columns;
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  public String text() {
    StringBuilder text = new StringBuilder(new Place(file, line, column).toString());
    if (!path.isEmpty() && !file.endsWith(" " + path)) {
      text.append("  ").append(path);
    }
    return text.append("\n  ").append(isError() ? "" : "warning: ").append(message).toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
