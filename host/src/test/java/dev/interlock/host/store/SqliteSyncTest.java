package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteSyncTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private static SqliteUnit<Integer> unit() {
    return new SqliteUnit<>(_ -> 1, false);
  }

  @Test
  void unitsHearOfTheirSyncInGroups() throws Exception {
    Path file = folder.resolve("store.db");
    Files.writeString(folder.resolve("store.db-wal"), "frames");
    try (SqliteSync sync = new SqliteSync(file)) {
      for (int i = 0; i < 100; i++) {
        SqliteUnit<Integer> one = unit();
        SqliteUnit<Integer> other = unit();
        sync.follow(List.of(one, other));
        one.await(SOON);
        other.await(SOON);
      }
      assertThat(sync.isBroken()).isFalse();
    }
  }

  @Test
  void whereNothingWasLoggedThereIsNothingToSync() {
    SqliteUnit<Integer> unit = unit();
    try (SqliteSync sync = new SqliteSync(folder.resolve("store.db"))) {
      sync.follow(List.of(unit));
      unit.await(SOON);
    }
  }

  @Test
  void aSyncThatFailsIsToldAndForgottenOnceTheFileIsOpenedAnew() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    SqliteUnit<Integer> unit = unit();
    try (SqliteSync sync = new SqliteSync(notAFolder.resolve("store.db"))) {
      sync.follow(List.of(unit));

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> unit.await(SOON))
          .withMessageContaining("store.db-wal could not be brought to disk")
          .withMessageContaining("not known");
      sync.rest();
      assertThat(sync.isBroken()).isFalse();
    }
  }

  @Test
  void whatWasCommittedIsSyncedBeforeTheEnd() {
    List<SqliteUnit<Integer>> units = List.of(unit(), unit(), unit());
    try (SqliteSync sync = new SqliteSync(folder.resolve("store.db"))) {
      units.forEach(unit -> sync.follow(List.of(unit)));
    }
    units.forEach(unit -> unit.await(Duration.ZERO));
  }
}
