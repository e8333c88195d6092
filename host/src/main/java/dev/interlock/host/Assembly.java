package dev.interlock.host;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.ProductVersion;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.ConfigException;
import dev.interlock.host.config.References;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.plugin.PluginFolder;
import dev.interlock.host.plugin.PluginLock;
import dev.interlock.host.plugin.PluginModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plugins and file, read but not started. Owns the plugins: `close` unloads them. For one thread
/// at a time.
final class Assembly implements AutoCloseable {

  /// What the host itself is called where a connector's name is expected.
  static final String HOST = "interlock";

  private final Options options;
  private final @Nullable PluginFolder folder;
  private final List<PluginModule> modules;
  private final ConnectorTypes types;

  private Assembly(Options options, @Nullable PluginFolder folder, List<PluginModule> modules) {
    this.options = options;
    this.folder = folder;
    this.modules = modules;
    this.types = ConnectorTypes.of(modules);
  }

  /// Loads the plugins that options or file name.
  ///
  /// @throws InterlockException where the folder can't be read
  static Assembly load(Options options, ConfigDocument document) {
    Path dir = pluginFolder(options, document);
    PluginLock lock = PluginLock.read(document.folder());
    PluginFolder folder = PluginFolder.load(dir, lock, ProductVersion.current());
    return new Assembly(options, folder, folder.modules());
  }

  /// Connectors that the embedding program gives.
  static Assembly embedded(Options options, List<PluginModule> modules) {
    return new Assembly(options, null, modules);
  }

  private static Path pluginFolder(Options options, ConfigDocument document) {
    Path given = options.plugins();
    if (given != null) {
      return given;
    }
    String named =
        document.section("plugins").map(section -> section.path("dir").asString("")).orElse("");
    return named.isEmpty() ? Distribution.plugins() : document.folder().resolve(named);
  }

  /// The file, as it is now.
  ///
  /// @throws ConfigException with every error of its form
  static ConfigDocument read(Options options) {
    return ConfigDocument.read(options.config(), References.system(), options.overrides());
  }

  /// The file where it can be read, or an empty one: for commands that can do without.
  static ConfigDocument readIfPossible(Options options) {
    try {
      return read(options);
    } catch (ConfigException _) {
      Path parent = options.config().toAbsolutePath().getParent();
      Path folder = parent == null ? Path.of("") : parent;
      return ConfigDocument.empty(folder, References.system(), Map.of());
    }
  }

  /// Binds every section of `document`; its problems are all in the result.
  BoundFile bind(ConfigDocument document) {
    return BoundFile.of(document, this);
  }

  Options options() {
    return options;
  }

  List<PluginModule> modules() {
    return modules;
  }

  ConnectorTypes types() {
    return types;
  }

  List<PluginFolder.Rejected> rejected() {
    return folder == null ? List.of() : folder.rejected();
  }

  /// Whether some plugin is missing, so that unknown names may be its.
  boolean incomplete() {
    return !rejected().isEmpty() || !types.failures().isEmpty();
  }

  List<Event<?, ?>> events() {
    List<Event<?, ?>> events = new ArrayList<>(HostEvents.all());
    types.all().values().forEach(type -> events.addAll(type.events()));
    return events;
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.close();
    }
  }
}
