package dev.interlock.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files that only their owner reads and writes: the store holds what events carry. Where the file
/// system knows no such permissions they are made without.
final class OwnerOnly {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /// For a file that is made beside `path`.
  static FileAttribute<?>[] file(Path path) {
    return attributes(path, FILE);
  }

  /// For a folder that is made beside `path`.
  static FileAttribute<?>[] folder(Path path) {
    return attributes(path, FOLDER);
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /// Takes from others what they may do with a file that an earlier release made; one of another
  /// owner stays as it is. The file isn't opened: to close it would give back the locks that this
  /// process has on it.
  static void restrict(Path file) {
    try {
      if (isPosix(file)
          && Files.exists(file)
          && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
        Files.setPosixFilePermissions(file, FILE);
      }
    } catch (IOException failure) {
      LOG.warn("{} can't be closed to others: {}", file, failure.getMessage());
    }
  }

  /// Opens a file to read and write; makes it where it is missing.
  static FileChannel open(Path file) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel channel = FileChannel.open(file, options, file(file));
    restrict(file);
    return channel;
  }
}
