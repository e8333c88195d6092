package dev.interlock.host.http;

import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.host.bus.UseCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A method and a path, and who answers them.
///
/// @param owner the connector, or `interlock`
/// @param method in capitals
/// @param endpoint who answers
/// @param requests under way by it; retired once another route took its place
record Route(
    String owner,
    String method,
    PathTemplate path,
    Terms terms,
    Endpoint endpoint,
    UseCount requests) {

  /// @param access what a key must be allowed to do
  /// @param maxBody bytes
  /// @param style of replies
  record Terms(Access access, long maxBody, RouteStyle style) {}

  /// What a route asks of its caller.
  enum Access {
    /// No key.
    NONE,
    /// No key, and only from this machine.
    LOCAL,
    /// Any key; the endpoint itself looks at what it may do.
    KEY,
    READ,
    MANAGE;

    static Access of(Scope scope) {
      return switch (scope) {
        case NONE -> NONE;
        case LOCAL -> LOCAL;
        case READ -> READ;
        case MANAGE -> MANAGE;
      };
    }

    boolean needsKey() {
      return this != NONE && this != LOCAL;
    }

    boolean allows(Caller caller) {
      return switch (this) {
        case NONE, LOCAL, KEY -> true;
        case READ -> caller.mayRead();
        case MANAGE -> caller.mayManage();
      };
    }
  }

  /// What the variables stand for; empty where the path is another one.
  Optional<Map<String, String>> match(List<String> segments) {
    Optional<Map<String, String>> variables = path.match(segments);
    boolean slash = segments.size() > 1 && segments.getLast().isEmpty();
    return variables.isEmpty() && slash && terms.style().trailingSlash()
        ? path.match(segments.subList(0, segments.size() - 1))
        : variables;
  }

  boolean changes() {
    return !method.equals("GET");
  }

  @Override
  public String toString() {
    return method + " " + path.text();
  }
}
