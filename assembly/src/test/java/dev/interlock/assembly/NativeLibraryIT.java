package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.testkit.Responder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From where SQLite's native library is run, and what stays of it.
class NativeLibraryIT {

  @TempDir private Path folder;

  /// The host's folder of temporary files.
  private Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("temporary"));
  }

  private Map<String, String> environment() throws IOException {
    return Map.of("INTERLOCK_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aKilledHostLeavesNoCopyBehind() throws Exception {
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      for (int i = 0; i < 2; i++) {
        RunningInterlock host = NoteHosts.ready(hosts.start(environment(), List.of()));
        host.kill();
        assertThat(names(temporary())).noneMatch(name -> name.contains("sqlite"));
        assertThat(names(folder.resolve("data")))
            .contains("interlock.db")
            .noneMatch(name -> name.contains("native"));
      }
    }
  }

  @Test
  void whatAnEarlierHostLeftIsRemoved() throws Exception {
    Path left = Files.createDirectories(folder.resolve("data/interlock.db.native"));
    Files.writeString(left.resolve("sqlite-3.0.0-libsqlitejdbc.so"), "old");
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      NoteHosts.ready(hosts.start(environment(), List.of()));
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void itNeedsNoTemporaryFolderFromWhereProgramsRun() throws Exception {
    Needed.thing(canMount(), "root that may mount");
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      NoteHosts.ready(hosts.start(environment(), mounted(temporary())));
    }
  }

  @Test
  void whereItCanNotRunAtAllTheRemedyIsSaid() throws Exception {
    Needed.thing(canMount(), "root that may mount");
    Path data = Files.createDirectories(folder.resolve("data"));
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      RunningInterlock host = hosts.start(environment(), mounted(temporary(), data));
      host.awaitLine(".*noexec.*INTERLOCK_JAVA_OPTS=-Dorg.sqlite.tmpdir=FOLDER.*");
    }
  }

  private boolean canMount() throws Exception {
    Path probe = Files.createDirectories(folder.resolve("probe"));
    List<String> command = Stream.concat(mounted(probe).stream(), Stream.of("true")).toList();
    try {
      return Distribution.run(folder, command).status() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// What runs a command where these folders are empty and nothing runs from there.
  private static List<String> mounted(Path... folders) {
    StringBuilder script = new StringBuilder();
    for (Path each : folders) {
      script.append("mount -t tmpfs -o noexec tmpfs '").append(each).append("' && ");
    }
    return List.of("unshare", "-m", "sh", "-c", script + "exec \"$@\"", "sh");
  }
}
