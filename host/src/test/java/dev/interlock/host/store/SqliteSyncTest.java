package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    Files.writeString(folder.resolve("store.db-wal"), "frames");
    try (SqliteSync sync = sync(() -> {})) {
      for (int i = 0; i < 100; i++) {
        SqliteUnit<Integer> one = unit();
        SqliteUnit<Integer> other = unit();
        sync.follow(List.of(one, other));
        one.await(SOON);
        other.await(SOON);
      }
      assertThat(sync.inDoubt()).isEmpty();
    }
  }

  @Test
  void aSyncThatFailsLeavesTheLogInDoubtUntilItIsMended() throws Exception {
    Path log = Files.writeString(folder.resolve("store.db-wal"), "frames");
    AtomicInteger doubted = new AtomicInteger();
    Path away = folder.resolve("away");
    Files.move(log, away);
    try (SqliteSync sync = sync(doubted::incrementAndGet)) {
      assertNotKnown(sync);
      assertThat(doubted).hasValue(1);
      Files.move(away, log); // the next sync would succeed
      assertNotKnown(sync);
      assertThat(sync.inDoubt()).isPresent();

      sync.rest();
      sync.mended();
      SqliteUnit<Integer> unit = unit();
      sync.follow(List.of(unit));
      unit.await(SOON);
      assertThat(sync.inDoubt()).isEmpty();
    }
  }

  private static void assertNotKnown(SqliteSync sync) {
    SqliteUnit<Integer> unit = unit();
    sync.follow(List.of(unit));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> unit.await(SOON))
        .withMessageContaining("store.db-wal could not be brought to disk")
        .withMessageContaining("not known");
  }

  private SqliteSync sync(Runnable doubted) {
    return new SqliteSync(SqliteLog.of(folder.resolve("store.db")), doubted);
  }

  @Test
  void whatWasCommittedIsSyncedBeforeTheEnd() throws Exception {
    Files.writeString(folder.resolve("store.db-wal"), "frames");
    List<SqliteUnit<Integer>> units = List.of(unit(), unit(), unit());
    try (SqliteSync sync = sync(() -> {})) {
      units.forEach(unit -> sync.follow(List.of(unit)));
    }
    units.forEach(unit -> unit.await(Duration.ZERO));
  }
}
