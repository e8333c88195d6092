package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import org.jspecify.annotations.Nullable;

/// What the file left out arrives as null.
final class Required {

  private Required() {}

  static void check(String key, @Nullable Object value) {
    if (value == null) {
      throw new InvalidSetting(key, "missing; it is required");
    }
  }

  static <T> T value(String key, @Nullable T value) {
    if (value == null) {
      throw new InvalidSetting(key, "missing; it is required");
    }
    return value;
  }
}
