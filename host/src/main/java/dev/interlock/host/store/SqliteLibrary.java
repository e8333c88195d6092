package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/// SQLite's native library, which its driver unpacks into a folder to load it. Left to itself it
/// takes the folder of temporary files, from where it may not be allowed to run, and where one more
/// stays behind each time that a process is killed. Here it is a folder beside the database, and
/// only for as long as it takes. Loaded once by a process. Thread-safe.
final class SqliteLibrary {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");

  /// Of the driver; whoever sets one of them knows better.
  private static final String FOLDER = "org.sqlite.tmpdir";

  private static final String LIBRARY = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /// @throws StoreException where it can be run from nowhere, with the remedy
  static synchronized void load(Path database) {
    if (System.getProperty(FOLDER) != null || System.getProperty(LIBRARY) != null) {
      return;
    }
    Path folder = database.resolveSibling(database.getFileName() + ".native");
    if (!loadFrom(folder)) {
      loadFromTemporary(folder);
    }
  }

  private static boolean loadFrom(Path folder) {
    try {
      empty(folder); // what a process left that was killed in here
      Files.createDirectory(folder, OwnerOnly.folder(folder));
      System.setProperty(FOLDER, folder.toString());
      return SQLiteJDBCLoader.initialize();
    } catch (Exception | UnsatisfiedLinkError failure) {
      LOG.debug("folder={} SQLite's library was not loaded from here", folder, failure);
      return false;
    } finally {
      System.clearProperty(FOLDER);
      emptyIfPossible(folder);
    }
  }

  private static void loadFromTemporary(Path folder) {
    try {
      boolean _ = SQLiteJDBCLoader.initialize();
    } catch (Exception | UnsatisfiedLinkError failure) {
      throw new StoreException(
          "store: SQLite's native library can be run neither from "
              + folder.getParent()
              + " nor from "
              + System.getProperty("java.io.tmpdir")
              + " (are they mounted noexec?): name a folder from where it can with"
              + " INTERLOCK_JAVA_OPTS=-D"
              + FOLDER
              + "=FOLDER",
          failure);
    }
  }

  private static void emptyIfPossible(Path folder) {
    try {
      empty(folder);
    } catch (IOException failure) {
      // Windows keeps a file that is loaded; the next start removes it.
      LOG.debug("folder={} stays", folder, failure);
    }
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
