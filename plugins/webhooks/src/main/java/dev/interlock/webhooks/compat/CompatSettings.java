package dev.interlock.webhooks.compat;

import org.jspecify.annotations.Nullable;

/// `compat`: which APIs of other systems are served as well. Null: not that one.
public record CompatSettings(@Nullable PostmandSettings postmand, @Nullable RelaySettings relay) {

  public static final CompatSettings NONE = new CompatSettings(null, null);
}
