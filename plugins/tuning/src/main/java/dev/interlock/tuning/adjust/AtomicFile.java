package dev.interlock.tuning.adjust;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// New contents of a file, written and synced beside it under another name; `commit` puts them in
/// its place. Readers see the old file or the new one, never a part. Permissions stay; a new file
/// is `rw-r--r--`. `close` drops what was not committed.
final class AtomicFile implements AutoCloseable {

  private final Path target;
  private final Path staged;

  private AtomicFile(Path target, Path staged) {
    this.target = target;
    this.staged = staged;
  }

  /// @param target not a symbolic link
  static AtomicFile stage(Path target, byte[] bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path staged = Files.createTempFile(folder, "." + target.getFileName() + ".", ".tmp");
    AtomicFile file = new AtomicFile(target, staged);
    try {
      try (FileChannel channel = FileChannel.open(staged, WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      copyPermissions(target, staged);
      return file;
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  private static void copyPermissions(Path target, Path staged) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(staged, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    if (!Files.exists(target)) {
      view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
      return;
    }
    PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
    PosixFileAttributes fresh = view.readAttributes();
    if (!old.owner().equals(fresh.owner())) {
      view.setOwner(old.owner());
    }
    if (!old.group().equals(fresh.group())) {
      view.setGroup(old.group());
    }
    view.setPermissions(old.permissions());
  }

  void commit() throws IOException {
    Files.move(staged, target, ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(staged.getParent(), READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(staged);
  }
}
