package dev.interlock.host.plugin;

import dev.interlock.api.Connector;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.DefaultPluginManager;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRuntimeException;

/// PF4J, told how Interlock loads: one JAR is one plugin, each with a class loader of its own above
/// `ApiClassLoader`. Not thread-safe, as PF4J isn't: `PluginFolder` calls it from one thread at a
/// time.
final class JarPlugins extends DefaultPluginManager {

  private final ApiClassLoader api;

  JarPlugins(Path folder, String hostVersion) {
    super(folder);
    this.api = new ApiClassLoader(JarPlugins.class.getClassLoader());
    setSystemVersion(hostVersion);
  }

  /// Loads one JAR and finds its connector class; on any failure nothing of it stays loaded.
  ///
  /// @throws PluginFailureException where it has no connector, or more than one
  Class<? extends Connector> open(Path jar) {
    String id = loadPlugin(jar);
    try {
      startPlugin(id);
      List<Class<? extends Connector>> found = getExtensionClasses(Connector.class, id);
      if (found.size() != 1) {
        throw new PluginFailureException(
            "found "
                + found.size()
                + " connectors, expected exactly one class marked @Extension"
                + (found.isEmpty() ? " (is META-INF/extensions.idx missing?)" : ""));
      }
      return found.getFirst();
    } catch (RuntimeException | LinkageError failure) {
      unloadPlugin(id);
      throw failure;
    }
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new ManifestPluginDescriptorFinder();
  }

  @Override
  protected PluginLoader createPluginLoader() {
    return new PluginLoader() {
      @Override
      public boolean isApplicable(Path path) {
        return path.getFileName().toString().endsWith(".jar");
      }

      @Override
      public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
        try {
          URL[] jar = {path.toUri().toURL()};
          return new URLClassLoader("plugin-" + descriptor.getPluginId(), jar, api);
        } catch (IOException failure) {
          throw new PluginRuntimeException(failure);
        }
      }
    };
  }
}
