package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.host.plugin.PluginModule;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreMove;
import dev.interlock.host.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Moves the embedded store into the file's, on a server.
///
/// @param modules whose tables are moved as well as the host's
record SqliteImport(HostStore store, List<PluginModule> modules) {

  /// @param environment where the sealing keys may stand
  /// @return rows by table
  /// @throws InterlockException where there is no such file, a host has it open, or the store that
  ///   it is moved to is not empty
  Map<String, Long> run(Path file, Map<String, String> environment) {
    Path found = file.toAbsolutePath();
    if (!Files.isRegularFile(found)) {
      throw new InterlockException(ErrorCategory.USER, "--from-sqlite: found no file " + file);
    }
    StoreSettings settings = StoreSettings.of("jdbc:sqlite:" + found, null, null, null);
    try (HostStore from = new HostStore(settings, found.resolveSibling("."), environment)) {
      from.migrate();
      modules.forEach(module -> from.migrate(module.name(), module.loader()));
      return new StoreMove(from, store).run();
    }
  }
}
