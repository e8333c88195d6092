package dev.interlock.host.plugin;

import dev.interlock.api.Connector;
import dev.interlock.host.bus.ConnectorIdentity;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;

/// One loaded plugin: who it is, and how to make its connector. Each start has a connector of its own.
public final class PluginModule {

  private final PluginManifest manifest;
  private final ClassLoader loader;
  private final Callable<Connector> maker;

  private PluginModule(PluginManifest manifest, ClassLoader loader, Callable<Connector> maker) {
    this.manifest = manifest;
    this.loader = loader;
    this.maker = maker;
  }

  static PluginModule of(PluginManifest manifest, Class<? extends Connector> type) {
    return new PluginModule(manifest, type.getClassLoader(), () -> construct(type));
  }

  /// A connector that the embedding program made itself.
  public static PluginModule embedded(String name, Connector connector) {
    PluginManifest manifest = PluginManifest.embedded(name);
    return new PluginModule(manifest, connector.getClass().getClassLoader(), () -> connector);
  }

  private static Connector construct(Class<? extends Connector> type) throws Exception {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failure;
    }
  }

  public String name() {
    return manifest.id();
  }

  public PluginManifest manifest() {
    return manifest;
  }

  public ConnectorIdentity identity() {
    return new ConnectorIdentity(manifest.id(), manifest.version());
  }

  ClassLoader loader() {
    return loader;
  }

  /// Makes a connector. Its constructor is a stranger's code: called on a thread of its own, within a limit.
  ///
  /// @throws PluginFailureException saying what the constructor did
  public Connector create() {
    return BoundedCall.of("constructor of " + name(), loader).call(maker);
  }
}
