package dev.interlock.api.http;

import dev.interlock.api.Registration;

/// A port beside the host's own. `close` stops listening: running requests get half a second.
public interface Listener extends Registration {

  /// Adds routes to this port alone.
  Routes routes();

  /// The port that it listens on: the one asked for, or the one found for 0.
  int port();
}
