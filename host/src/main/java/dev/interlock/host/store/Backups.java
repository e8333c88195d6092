package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Copies of the store. A copy appears whole or not at all, and never replaces a file.
final class Backups {

  private Backups() {}

  static void make(StoreLocation location, Path target) {
    switch (location) {
      case StoreLocation.SqliteFile file -> copy(file.path(), target.toAbsolutePath());
      case StoreLocation.Server server ->
          throw new StoreException(
              "the store is a PostgreSQL ("
                  + server.shown()
                  + "): back it up with pg_dump --format=custom --file="
                  + target,
              null);
    }
  }

  private static void copy(Path source, Path target) {
    if (!Files.exists(source)) {
      throw new StoreException("there is no store yet: " + source, null);
    }
    if (Files.exists(target)) {
      throw there(target, null);
    }
    Path partial =
        target.resolveSibling(target.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(partial);
      Files.createFile(partial, OwnerOnly.file(partial));
      SqliteBackup.copy(source, partial);
      Files.createLink(target, partial); // fails where there is one, unlike a move
      Folders.sync(target.getParent());
    } catch (FileAlreadyExistsException failure) {
      throw there(target, failure);
    } catch (IOException | UnsupportedOperationException failure) {
      throw Failures.of(target + " can't be written", failure);
    } finally {
      remove(partial);
    }
  }

  private static StoreException there(
      Path target, @org.jspecify.annotations.Nullable Throwable cause) {
    return new StoreException(target + " is there already; nothing was written", cause);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw Failures.of(file + " can't be removed", failure);
    }
  }
}
