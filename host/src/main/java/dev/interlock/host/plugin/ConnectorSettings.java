package dev.interlock.host.plugin;

import org.jspecify.annotations.Nullable;

/// What the file gives to one connector.
public sealed interface ConnectorSettings {

  /// Its section, bound and validated; null where it takes none.
  record Bound(@Nullable Object value) implements ConnectorSettings {}

  /// It has no section, and can't do without.
  record Dormant(String reason) implements ConnectorSettings {}
}
