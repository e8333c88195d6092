package dev.interlock.host.http;

import dev.interlock.api.Json;
import java.util.Optional;

/// The dispatches of other hosts. May block for a moment; thread-safe.
@FunctionalInterface
public interface RemoteDispatches {

  /// A host that shares nothing.
  RemoteDispatches NONE = id -> Optional.empty();

  /// Has another host abort a dispatch; gives its state as that host answers it, or empty where no
  /// host knows it.
  Optional<Json> abort(String id);
}
