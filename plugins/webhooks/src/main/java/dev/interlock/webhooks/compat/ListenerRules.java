package dev.interlock.webhooks.compat;

import dev.interlock.api.settings.InvalidSetting;
import org.jspecify.annotations.Nullable;

/// What a listener's settings may be.
final class ListenerRules {

  static final String LOOPBACK = "127.0.0.1";
  private static final int LONGEST_HOST = 255;
  private static final int HIGHEST_PORT = 65_535;

  private ListenerRules() {}

  static void checkPort(String key, @Nullable Integer port) {
    if (port != null && (port < 0 || port > HIGHEST_PORT)) {
      throw new InvalidSetting(key, "found " + port + ", expected 0 to " + HIGHEST_PORT);
    }
  }

  static void checkAuth(@Nullable String auth) {
    if (auth != null && !auth.equals("none")) {
      throw new InvalidSetting("auth", "found \"" + auth + "\", expected none: it knows no keys");
    }
  }

  static void checkHost(@Nullable String host) {
    if (host != null && (host.isBlank() || host.length() > LONGEST_HOST)) {
      throw new InvalidSetting("host", "expected a name or an address such as " + LOOPBACK);
    }
  }
}
