package dev.interlock.host.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Folders whose entries survive a power cut: a file's own sync says nothing of its name.
final class Folders {

  private Folders() {}

  /// Makes it and what is missing above it, each on disk.
  static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.getParent();
    if (above != null) {
      make(above);
    }
    Files.createDirectories(folder);
    sync(above);
  }

  /// Does nothing where folders can't be opened, as on Windows.
  static void sync(@Nullable Path folder) throws IOException {
    if (folder == null || !folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
