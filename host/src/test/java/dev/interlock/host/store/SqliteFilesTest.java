package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the files of a store lie, and who may read them.
class SqliteFilesTest {

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void real() throws IOException {
    folder = temporary.toRealPath();
  }

  private static HostStore open(Path folder) {
    HostStore store = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store.own().write(c -> SqliteStoreTest.run(c, "CREATE TABLE IF NOT EXISTS entry (text TEXT)"));
    return store;
  }

  private static Map<String, String> permissions(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(
            file.getFileName().toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return found;
  }

  @Test
  void nobodyButTheOwnerMayReadWhatIsStored() throws IOException {
    try (HostStore store = open(folder)) {
      String _ = store.own().seal(new Secret("s3cr3t"));
      store.backup(folder.resolve("data").resolve("copy.db"));
      assertThat(permissions(folder.resolve("data")))
          .containsOnlyKeys(
              "copy.db",
              "interlock.db",
              "interlock.db-shm",
              "interlock.db-wal",
              "interlock.db.lock",
              "store.key")
          .allSatisfy((name, found) -> assertThat(found).as(name).isEqualTo("rw-------"));
    }
  }

  @Test
  void filesOfAnEarlierReleaseAreClosedToOthers() throws IOException {
    Path data = folder.resolve("data");
    try (HostStore _ = open(folder)) {
      for (String name : permissions(data).keySet()) {
        Files.copy(data.resolve(name), Files.createDirectories(folder.resolve("b")).resolve(name));
      }
    }
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.move(folder.resolve("b"), other.resolve("data"));
    for (String name : permissions(other.resolve("data")).keySet()) {
      Files.setPosixFilePermissions(
          other.resolve("data").resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    }
    try (HostStore _ = open(other)) {
      assertThat(permissions(other.resolve("data")))
          .allSatisfy((name, found) -> assertThat(found).as(name).isEqualTo("rw-------"));
    }
  }

  /// @return the folder of a host whose database is a link to `target`
  private Path linked(String name, Path target) throws IOException {
    Path host = folder.resolve(name);
    Files.createDirectories(host.resolve("data"));
    Files.createSymbolicLink(host.resolve("data").resolve("interlock.db"), target);
    return host;
  }

  @Test
  void aLinkedDatabaseIsLockedAndSyncedAtItsRealPlace() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path host = linked("host", elsewhere.resolve("real.db"));
    try (HostStore store = open(host)) {
      store.own().write(c -> SqliteStoreTest.run(c, "INSERT INTO entry VALUES ('a')"));
      assertThat(permissions(elsewhere))
          .containsOnlyKeys("real.db", "real.db-shm", "real.db-wal", "real.db.lock");
      assertThat(store.refusal()).isEmpty();
    }
  }

  @Test
  void twoHostsCanNotHaveOneFileByDifferentPaths() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path one = linked("one", elsewhere.resolve("real.db"));
    Path other = linked("other", Path.of("../../one/data/interlock.db"));
    Files.createSymbolicLink(folder.resolve("folder"), one);
    try (HostStore _ = open(one)) {
      for (Path second : new Path[] {other, folder.resolve("folder")}) {
        try (HostStore refused = new HostStore(StoreSettings.DEFAULT, second, Map.of())) {
          assertThatExceptionOfType(StoreException.class)
              .isThrownBy(refused::open)
              .withMessageContaining("real.db is in use by process");
        }
      }
    }
  }

  @Test
  void linksThatLeadRoundAreSaid() throws IOException {
    Path host = linked("host", Path.of("interlock.db"));
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, host, Map.of())) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(store::open)
          .withMessageContaining("interlock.db can't be opened");
    }
  }
}
