package dev.interlock.api.command;

import dev.interlock.api.Json;
import org.jspecify.annotations.Nullable;

/// Calls the running host's API with the caller's key.
public interface HostClient {

  /// @param body null sends none
  /// @throws HostUnreachableException where nothing answers
  Reply call(String method, String path, @Nullable Json body);

  /// @param status the HTTP status
  record Reply(int status, Json body) {}
}
