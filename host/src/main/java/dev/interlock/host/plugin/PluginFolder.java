package dev.interlock.host.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// The folder of plugin JARs. One that can't be loaded is named with its reason, and the rest
/// loads. `close` closes the JARs.
public final class PluginFolder implements AutoCloseable {

  private final JarPlugins jars;
  private final Duration limit;
  private final List<PluginModule> modules = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();

  /// A JAR that was not loaded.
  ///
  /// @param belongs whether the assembly is incomplete without it
  public record Rejected(Path jar, String reason, boolean belongs) {}

  private PluginFolder(Path folder, String hostVersion, Duration limit) {
    this.jars = new JarPlugins(folder, hostVersion);
    this.limit = limit;
  }

  /// Loads every JAR of `folder`, in the order of their names.
  ///
  /// @throws PluginFailureException where the folder can't be read
  public static PluginFolder load(Path folder, PluginLock lock, String hostVersion) {
    return load(folder, lock, hostVersion, BoundedCall.LIMIT);
  }

  /// @param limit for each call into a plugin's code
  static PluginFolder load(Path folder, PluginLock lock, String hostVersion, Duration limit) {
    PluginFolder loaded = new PluginFolder(folder, hostVersion, limit);
    for (Path jar : list(folder)) {
      loaded.add(jar, lock);
    }
    for (Path jar : lock.missing(folder)) {
      String why = PluginLock.FILE + " names it, and it isn't there";
      loaded.rejected.add(new Rejected(jar, why, true));
    }
    return loaded;
  }

  /// The JARs of a folder, by name. Hidden files are being written, and are left alone.
  public static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new PluginFailureException(
          "plugins folder: found "
              + folder.toAbsolutePath()
              + ", which can't be read; name another with --plugins",
          failure);
    }
  }

  private void add(Path jar, PluginLock lock) {
    try {
      lock.check(jar);
      add(jar);
    } catch (PluginFailureException failure) {
      rejected.add(new Rejected(jar, String.valueOf(failure.getMessage()), lock.names(jar)));
    }
  }

  /// The JAR stays open meanwhile, so that its table of contents is read once, and not by each who
  /// looks into it.
  private void add(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      PluginManifest manifest = PluginManifest.of(file, jar);
      Map<String, Path> known = new HashMap<>();
      modules.forEach(module -> known.put(module.name(), module.manifest().jar()));
      if (known.containsKey(manifest.id())) {
        throw new PluginFailureException(
            "found Plugin-Id \""
                + manifest.id()
                + "\", which "
                + known.get(manifest.id()).getFileName()
                + " has already");
      }
      BoundedCall loading =
          new BoundedCall(
              "loading " + jar.getFileName(), PluginFolder.class.getClassLoader(), limit);
      modules.add(PluginModule.of(manifest, loading.call(() -> jars.open(jar)), limit));
    } catch (IOException | SecurityException failure) {
      throw new PluginFailureException("not a readable JAR: " + failure.getMessage(), failure);
    }
  }

  public List<PluginModule> modules() {
    return List.copyOf(modules);
  }

  public List<Rejected> rejected() {
    return List.copyOf(rejected);
  }

  @Override
  public void close() {
    modules.forEach(module -> jars.unloadPlugin(module.name()));
    modules.clear();
  }
}
