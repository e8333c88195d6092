package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where this build lies: its JAR is in `lib/`, its plugins are beside that in `plugins/`. What the
/// launcher says comes first: of a class out of an AOT cache the JVM names the place where the
/// cache was trained, wherever the folder was moved since.
final class Distribution {

  private Distribution() {}

  /// @throws InterlockException where this runs from no distribution
  static Path plugins() {
    String launched = System.getProperty("interlock.home");
    if (launched != null && Files.isDirectory(Path.of(launched, "plugins"))) {
      return Path.of(launched, "plugins");
    }
    try {
      Path code =
          Path.of(Distribution.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path home = code.toAbsolutePath().getParent();
      Path plugins = home == null ? code : home.resolveSibling("plugins");
      if (Files.isDirectory(plugins)) {
        return plugins;
      }
    } catch (URISyntaxException | SecurityException _) {
      // Without a place of its own it has no plugins folder either.
    }
    throw new InterlockException(
        ErrorCategory.USER,
        "found no plugins folder beside this program; name one with --plugins DIR");
  }
}
