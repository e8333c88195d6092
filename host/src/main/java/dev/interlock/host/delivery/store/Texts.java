package dev.interlock.host.delivery.store;

import org.jspecify.annotations.Nullable;

/// Texts that every database takes: a NUL becomes U+FFFD.
final class Texts {

  private Texts() {}

  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static @Nullable String cleanOrNull(@Nullable String text) {
    return text == null ? null : clean(text);
  }
}
