package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What goes wrong for a host that is started with its environment: `faults.c`, preloaded. Also
/// keeps what a power cut would leave on disk.
record Faults(Path folder, Path library) {

  private static final Path SOURCE = Path.of("src/test/c/faults.c");

  /// What is brought to disk.
  enum Kind {
    LOG,
    DATABASE,
    FOLDER;

    String file() {
      return "sync." + name().toLowerCase(Locale.ROOT);
    }
  }

  /// Builds it below `parent`; where there is no compiler the test isn't run.
  static Faults in(Path parent) throws IOException, InterruptedException {
    Needed.thing(System.getProperty("os.name").equals("Linux"), "Linux");
    Needed.program("cc");
    Path folder = Files.createDirectories(parent.resolve("faults"));
    Files.createDirectory(folder.resolve("disk"));
    Path library = folder.resolve("faults.so");
    Distribution.Ended built =
        Distribution.run(
            Path.of(".").toAbsolutePath(),
            List.of(
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-Wall",
                "-o",
                library.toString(),
                SOURCE.toString(),
                "-ldl",
                "-lpthread"));
    assertThat(built.status()).as(built.errors()).isZero();
    return new Faults(folder, library);
  }

  /// For the host.
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "INTERLOCK_FAULTS", folder.toString());
  }

  /// So many of the next syncs fail.
  void failSyncs(Kind kind, int count) throws IOException {
    say(kind.file(), Integer.toString(count));
  }

  /// Whether all that were to fail have failed.
  boolean haveFailed(Kind kind) throws IOException {
    return Files.readString(folder.resolve(kind.file())).equals("0");
  }

  /// No byte goes into the store from now on.
  void fillDisk() throws IOException {
    say("full", "");
  }

  /// File systems say that they have so many bytes left.
  void free(long bytes) throws IOException {
    say("free", Long.toString(bytes));
  }

  void makeRoom() throws IOException {
    Files.deleteIfExists(folder.resolve("full"));
    Files.deleteIfExists(folder.resolve("free"));
  }

  /// The wall clock is off by so much.
  void clock(Duration off) throws IOException {
    say("clock", Long.toString(off.toSeconds()));
  }

  private void say(String name, String text) throws IOException {
    Path fresh = Files.writeString(folder.resolve(name + ".new"), text);
    Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// The host is dead: of its database is left what was on disk.
  void cutPower(Path database) throws IOException {
    for (String suffix : List.of("", "-wal")) {
      Path file = database.resolveSibling(database.getFileName() + suffix);
      Path onDisk = folder.resolve("disk").resolve(file.getFileName().toString());
      if (Files.exists(onDisk)) {
        Files.copy(onDisk, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-shm"));
  }
}
