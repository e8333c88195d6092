package dev.interlock.tuning.adjust;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.HandlerFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A target as it was when it was read. A missing file reads as empty.
///
/// @param path where it really is, symbolic links followed
/// @param bytes null where there was no file
record Snapshot(Path path, byte @Nullable [] bytes) {

  private static final int LARGEST = 1 << 20;

  /// @throws HandlerFailure where it can't be read, or is too large
  static Snapshot read(Path target) {
    try {
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        return new Snapshot(target, null);
      }
      Path real = target.toRealPath();
      if (!Files.isRegularFile(real) || Files.size(real) > LARGEST) {
        throw new HandlerFailure("target", target + ": expected a regular file of at most 1MiB");
      }
      return new Snapshot(real, Files.readAllBytes(real));
    } catch (IOException unreadable) {
      throw new HandlerFailure("target", target + " can't be read: " + unreadable);
    }
  }

  /// @throws HandlerFailure where it is not UTF-8
  String text() {
    if (bytes == null) {
      return "";
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      throw new HandlerFailure("target", path + ": expected UTF-8, found other bytes");
    }
  }
}
