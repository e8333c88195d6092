package dev.interlock.host.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A route's path: literal segments, and `{name}` for any one segment that is not empty. Immutable.
///
/// @param text `/v1/webhooks/{name}/test`
/// @param segments its parts, variables as `{name}`
/// @param shape the path with its variables unnamed: two templates of one shape match the same
///   paths. Sorts literals before variables.
record PathTemplate(String text, List<String> segments, String shape) {

  /// Sorts after every literal.
  private static final String VARIABLE = "\uffff";

  private static final Pattern SEGMENT =
      Pattern.compile("[A-Za-z0-9._~-]+|\\{[a-z][a-zA-Z0-9_]*}|");

  /// @throws IllegalArgumentException saying what was found and what was expected
  static PathTemplate parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(
          "route: found \"" + text + "\", expected a path that begins with /");
    }
    List<String> segments = List.of(text.substring(1).split("/", -1));
    Set<String> variables = new HashSet<>();
    for (String segment : segments) {
      if (!SEGMENT.matcher(segment).matches() || (segment.isEmpty() && segments.size() > 1)) {
        throw new IllegalArgumentException(
            "route "
                + text
                + ": found segment \""
                + segment
                + "\", expected letters, digits and -._~, or {name}");
      }
      if (isVariable(segment) && !variables.add(segment)) {
        throw new IllegalArgumentException("route " + text + ": " + segment + " stands twice");
      }
    }
    return new PathTemplate(text, segments, shape(segments));
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  /// What the variables stand for; empty where the path is another one.
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      String found = path.get(i);
      if (isVariable(segment) && !found.isEmpty()) {
        variables.put(segment.substring(1, segment.length() - 1), found);
      } else if (!segment.equals(found)) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  private static String shape(List<String> segments) {
    StringBuilder shape = new StringBuilder();
    for (String segment : segments) {
      shape.append('/').append(isVariable(segment) ? VARIABLE : segment);
    }
    return shape.toString();
  }
}
