package dev.interlock.host.plugin;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a plugin may be called. Its name is its key in the file, so the host's own keys are taken.
public final class PluginId {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  private static final Set<String> TAKEN =
      Set.of(
          "interlock",
          "assembly",
          "http",
          "store",
          "plugins",
          "events",
          "schedules",
          "egress",
          "shutdown_timeout");

  private PluginId() {}

  /// What is wrong with a name; empty where nothing is.
  public static Optional<String> problem(String name) {
    if (!FORM.matcher(name).matches()) {
      return Optional.of("found \"" + name + "\", expected " + FORM);
    }
    return TAKEN.contains(name)
        ? Optional.of("found \"" + name + "\", which is the host's own name or key in the file")
        : Optional.empty();
  }
}
