package dev.interlock.host.cli;

import dev.interlock.api.Preposition;
import dev.interlock.api.store.TakenOver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An assembly that is read but not started: what the offline commands work from.
public interface AssemblySource {

  /// Reads plugins; the file too where `options.file()` is read.
  ///
  /// @throws dev.interlock.api.InterlockException where the plugins folder can't be read
  Offline load(Options options);

  /// @param config the operator's file
  /// @param plugins the folder; null for the distribution's, or the one that the file names
  /// @param overrides `--set key=value`
  record Options(Path config, @Nullable Path plugins, Map<String, String> overrides) {}

  /// What is known without a start. Closing unloads the plugins.
  interface Offline extends AutoCloseable {

    /// What is wrong with the file: problems that prevent a start, and warnings.
    Findings validate();

    List<EventRow> events();

    /// @throws dev.interlock.api.UnknownEventException naming the nearest
    byte[] schema(Preposition preposition, String event);

    byte[] configSchema();

    /// @param keys top-level keys; empty for all
    String startingFile(List<String> keys, boolean defaults);

    List<PluginRow> plugins();

    /// The lines of `plugins.lock` for the JARs that are there.
    String lock();

    /// Brings the tables of host and connectors up to date, those that can be.
    List<MigrationRow> migrate();

    /// Takes over the postmand database of `POSTMAND_DATABASE_URL`. Done again it changes nothing
    /// that is there.
    ///
    /// @throws dev.interlock.api.InterlockException where it can't be read
    List<TakenOver> importPostmand();

    /// Moves a SQLite store into the file's, which is on a server and empty; gives rows by table.
    ///
    /// @throws dev.interlock.api.InterlockException where there is no such file, a host has it
    ///   open, or the store that it is moved to is not empty
    Map<String, Long> importSqlite(Path file);

    /// Seals the store's secrets under a new key; gives how many.
    int rekey();

    /// Keeps in the store the schemas of `event` that the JARs carry now, in the place of those
    /// first seen; gives their versions, none where no JAR carries one.
    ///
    /// @throws dev.interlock.api.InterlockException where the store can't be used
    List<Integer> acceptSchema(String event);

    /// Copies the store into `target`, which must not be there; gives where the store lies.
    ///
    /// @throws dev.interlock.api.InterlockException where it can't be copied
    String backup(Path target);

    @Override
    void close();
  }

  /// @param from the version before
  /// @param to the version after
  /// @param problem why it failed; empty where it didn't
  record MigrationRow(String component, String from, String to, String problem) {}

  /// @param errors each as `file:line:column path` and what was found
  record Findings(List<String> errors, List<String> warnings) {}

  record EventRow(
      String name, int version, String definedBy, List<String> prepositions, String description) {}

  /// @param state `ready`, or why not
  record PluginRow(
      String name, String version, String maturity, String license, String jar, String state) {}
}
