package dev.interlock.host.http;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import java.util.regex.Pattern;

/// One thing that a key may do: one of its scopes.
sealed interface Grant {

  /// Publish the events whose names the glob covers, and see and abort their dispatches.
  record Publish(String glob) implements Grant {
    boolean covers(String event) {
      return new EventPattern(false, Preposition.AFTER, glob).matchesName(event);
    }
  }

  record Read() implements Grant {}

  record Manage() implements Grant {}

  Pattern PUBLISH = Pattern.compile("publish:([a-z*][a-z0-9_*]{0,199})");

  /// @throws IllegalArgumentException saying what was found and what was expected
  static Grant parse(String scope) {
    var publish = PUBLISH.matcher(scope);
    if (publish.matches()) {
      return new Publish(publish.group(1));
    }
    return switch (scope) {
      case "publish" -> new Publish("*");
      case "read" -> new Read();
      case "manage" -> new Manage();
      default ->
          throw new IllegalArgumentException(
              "found \"" + scope + "\", expected publish, publish:GLOB, read or manage");
    };
  }
}
