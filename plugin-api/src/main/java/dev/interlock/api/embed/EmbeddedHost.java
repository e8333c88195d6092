package dev.interlock.api.embed;

import dev.interlock.api.Connector;
import dev.interlock.api.Events;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;

/// A running host in this process. `close` is idempotent and stops it within its shutdown timeout.
public interface EmbeddedHost extends AutoCloseable {

  /// Publishes and handles as the host itself.
  Events events();

  /// Where the HTTP API listens.
  URI api();

  @Override
  void close();

  /// Starts a host with these connectors and no plugin folder. Each call is a host of its own.
  ///
  /// @throws dev.interlock.api.InterlockException where the file is wrong or a connector fails to
  ///   start
  static EmbeddedHost start(Setup setup) {
    return ServiceLoader.load(Launcher.class, EmbeddedHost.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no host on the class path: add interlock-host"))
        .start(setup);
  }

  /// @param file the `webhooks.yaml` to read
  /// @param connectors by name, started in the map's order
  /// @param clock every wall-clock time comes from here
  record Setup(Path file, Map<String, Connector> connectors, InstantSource clock) {
    public Setup {
      connectors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(connectors));
    }
  }

  /// What the host gives to the service loader.
  interface Launcher {
    EmbeddedHost start(Setup setup);
  }
}
