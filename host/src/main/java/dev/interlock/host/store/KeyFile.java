package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the sealing keys are kept: `store.key`, for its owner's eyes only, or the environment.
///
/// @param path of the file
/// @param given by the environment, in base64; null: the file counts
record KeyFile(Path path, @Nullable String given) {

  /// Overrides the file.
  static final String VARIABLE = "INTERLOCK_STORE_KEY";

  private static final Set<PosixFilePermission> FORBIDDEN =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// Those that are there; none where there is no file.
  ///
  /// @throws StoreException where others may read the file, or what it holds is no key
  SealingKeys read() {
    String from = given == null ? path.toString() : VARIABLE;
    try {
      if (given != null) {
        return SealingKeys.parse(given);
      }
      if (!Files.exists(path)) {
        return SealingKeys.NONE;
      }
      requirePrivate();
      return SealingKeys.parse(Files.readString(path));
    } catch (IOException failure) {
      throw Failures.of(path + " can't be read", failure);
    } catch (IllegalArgumentException failure) {
      throw new StoreException(from + ": " + failure.getMessage(), failure);
    }
  }

  private void requirePrivate() throws IOException {
    if (!OwnerOnly.isPosix(path)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.stream().anyMatch(FORBIDDEN::contains)) {
      throw new StoreException(
          path
              + " is open to others ("
              + PosixFilePermissions.toString(permissions)
              + "); close it: chmod 600 "
              + path,
          null);
    }
  }

  /// Those that are there, or a first one, made and on disk. Where two make it at once, one wins
  /// and both get that.
  SealingKeys readOrMake() {
    SealingKeys there = read();
    if (!there.isEmpty()) {
      return there;
    }
    Path fresh = written(new SealingKeys(java.util.List.of(SealingKeys.Key.random())));
    try {
      Files.createLink(path, fresh); // fails where there is one, unlike a move
    } catch (FileAlreadyExistsException _) {
      return read();
    } catch (IOException | UnsupportedOperationException failure) {
      throw Failures.of(path + " can't be made", failure);
    } finally {
      remove(fresh);
    }
    syncFolder();
    return read();
  }

  /// Replaces the file, at once and as a whole.
  void replace(SealingKeys keys) {
    if (given != null) {
      throw new StoreException(
          VARIABLE + " is set: put the new key before the old one there, with a comma", null);
    }
    Path fresh = written(keys);
    try {
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      remove(fresh);
      throw Failures.of(path + " can't be replaced", failure);
    }
    syncFolder();
  }

  private Path written(SealingKeys keys) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Folders.make(folder);
      }
      Path fresh = Files.createTempFile(folder, ".store", ".key", OwnerOnly.file(path));
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(keys.text().getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      return fresh;
    } catch (IOException failure) {
      throw Failures.of(path + " can't be made", failure);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw Failures.of(file + " can't be removed", failure);
    }
  }

  private void syncFolder() {
    Path folder = path.toAbsolutePath().getParent();
    try {
      Folders.sync(folder);
    } catch (IOException failure) {
      throw Failures.of(folder + " can't be written", failure);
    }
  }
}
