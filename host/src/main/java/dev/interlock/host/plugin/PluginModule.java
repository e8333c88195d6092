package dev.interlock.host.plugin;

import dev.interlock.api.Connector;
import dev.interlock.host.bus.ConnectorIdentity;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One loaded plugin: who it is, and how to make its connector. Each start has a connector of its
/// own.
public final class PluginModule {

  private final PluginManifest manifest;
  private final ClassLoader loader;
  private final Duration limit;
  private final Callable<Connector> maker;
  private final @Nullable Connector given;

  private PluginModule(
      PluginManifest manifest,
      ClassLoader loader,
      Duration limit,
      Callable<Connector> maker,
      @Nullable Connector given) {
    this.given = given;
    this.manifest = manifest;
    this.loader = loader;
    this.limit = limit;
    this.maker = maker;
  }

  /// @param limit for each call into it
  static PluginModule of(PluginManifest manifest, Class<? extends Connector> type, Duration limit) {
    return new PluginModule(manifest, type.getClassLoader(), limit, () -> construct(type), null);
  }

  /// A connector that the embedding program made itself: its first start has that very object, each
  /// further one another of its class, if that has a constructor without parameters.
  public static PluginModule embedded(String name, Connector connector) {
    return embedded(name, connector, BoundedCall.LIMIT);
  }

  static PluginModule embedded(String name, Connector connector, Duration limit) {
    PluginManifest manifest = PluginManifest.embedded(name);
    AtomicBoolean taken = new AtomicBoolean();
    return new PluginModule(
        manifest,
        connector.getClass().getClassLoader(),
        limit,
        () -> taken.compareAndSet(false, true) ? connector : another(connector),
        connector);
  }

  private static Connector another(Connector connector) throws Exception {
    for (Constructor<?> each : connector.getClass().getDeclaredConstructors()) {
      if (each.getParameterCount() == 0) {
        each.setAccessible(true);
        return (Connector) each.newInstance();
      }
    }
    return connector;
  }

  private static Connector construct(Class<? extends Connector> type) throws Exception {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (failure.getCause() instanceof Error error) {
        throw error;
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

  /// What its classes and resources are found by.
  public ClassLoader loader() {
    return loader;
  }

  public ConnectorIdentity identity() {
    return new ConnectorIdentity(manifest.id(), manifest.version());
  }

  /// A call into the plugin's code, within its limit.
  BoundedCall calling(String what) {
    return calling(what, limit);
  }

  BoundedCall calling(String what, Duration within) {
    return new BoundedCall(what + " of " + name(), loader, within);
  }

  /// A connector to be asked, never started.
  ///
  /// @throws PluginFailureException saying what the constructor did
  Connector example() {
    return given == null ? create() : given;
  }

  /// Makes a connector. Its constructor is a stranger's code: called on a thread of its own, within
  /// a limit.
  ///
  /// @throws PluginFailureException saying what the constructor did
  public Connector create() {
    return calling("constructor").call(maker);
  }
}
