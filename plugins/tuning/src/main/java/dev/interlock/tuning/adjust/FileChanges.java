package dev.interlock.tuning.adjust;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.HandlerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/// New texts of several files, put in place together or not at all: all are written and synced
/// before the first takes its place, and `restore` brings the old ones back. Not thread-safe.
final class FileChanges {

  /// @param text what takes the place of what was there before
  record Edit(Snapshot before, String text) {}

  private final List<Edit> edits;
  private final Deque<Snapshot> replaced = new ArrayDeque<>();

  /// @param edits of one file each
  FileChanges(Collection<Edit> edits) {
    this.edits = List.copyOf(edits);
  }

  /// @throws HandlerFailure where one could not be written; all are as they were then
  void apply() {
    List<AtomicFile> staged = new ArrayList<>();
    try {
      for (Edit edit : edits) {
        staged.add(AtomicFile.stage(edit.before().path(), edit.text().getBytes(UTF_8)));
      }
      for (int at = 0; at < staged.size(); at++) {
        staged.get(at).commit();
        replaced.push(edits.get(at).before());
      }
    } catch (IOException unwritten) {
      HandlerFailure failure =
          new HandlerFailure(
              "target", "a target can't be written, so nothing was changed: " + unwritten);
      restore().forEach(failure::addSuppressed);
      throw failure;
    } finally {
      drop(staged);
    }
  }

  private static void drop(Collection<AtomicFile> staged) {
    for (AtomicFile file : staged) {
      try {
        file.close();
      } catch (IOException _) {
        // A staged file that stays behind harms nobody; its name says what it is.
      }
    }
  }

  /// Brings back all that `apply` replaced, the last first.
  ///
  /// @return why some could not be; empty: all are as they were
  List<IOException> restore() {
    List<IOException> failures = new ArrayList<>();
    while (!replaced.isEmpty()) {
      Snapshot old = replaced.pop();
      try {
        restore(old);
      } catch (IOException unrestored) {
        failures.add(
            new IOException(
                old.path() + " could not be restored: " + unrestored.getMessage(), unrestored));
      }
    }
    return failures;
  }

  private static void restore(Snapshot old) throws IOException {
    byte[] bytes = old.bytes();
    if (bytes == null) {
      Files.deleteIfExists(old.path());
      return;
    }
    try (AtomicFile file = AtomicFile.stage(old.path(), bytes)) {
      file.commit();
    }
  }
}
