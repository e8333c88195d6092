package dev.interlock.webhooks.configuration;

import org.jspecify.annotations.Nullable;

/// Lays what a webhook says over what `defaults` says.
final class Merge {

  private Merge() {}

  static <T> @Nullable T first(@Nullable T above, @Nullable T below) {
    return above == null ? below : above;
  }

  static <T> T or(@Nullable T said, T usual) {
    return said == null ? usual : said;
  }
}
