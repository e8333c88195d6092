package dev.interlock.host.http;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import java.util.Optional;
import java.util.regex.Pattern;

/// One thing that a key or a token may do: one of its scopes.
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

  /// Empty where it is no scope of ours: tokens bear those of others as well.
  static Optional<Grant> find(String scope) {
    var publish = PUBLISH.matcher(scope);
    if (publish.matches()) {
      return Optional.of(new Publish(publish.group(1)));
    }
    return switch (scope) {
      case "publish" -> Optional.of(new Publish("*"));
      case "read" -> Optional.of(new Read());
      case "manage" -> Optional.of(new Manage());
      default -> Optional.empty();
    };
  }

  /// @throws IllegalArgumentException saying what was found and what was expected
  static Grant parse(String scope) {
    return find(scope)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found \"" + scope + "\", expected publish, publish:GLOB, read or manage"));
  }
}
