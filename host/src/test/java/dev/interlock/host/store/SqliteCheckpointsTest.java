package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCheckpointsTest {

  private static final int MB = 1 << 20;

  @TempDir private Path folder;
  private HostStore store;
  private Path log;
  private int written;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    store = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store.own().write(c -> SqliteStoreTest.run(c, "CREATE TABLE entry (text TEXT, body BLOB)"));
    store.own().write(c -> SqliteStoreTest.run(c, "INSERT INTO entry VALUES ('a', NULL)"));
    log = folder.resolve("data").resolve("interlock.db-wal");
  }

  @AfterEach
  void close() {
    store.close();
    threads.close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// One megabyte of log each time.
  private void write(int times) {
    byte[] body = new byte[MB];
    for (int i = 0; i < times; i++) {
      Arrays.fill(body, (byte) ++written);
      store
          .own()
          .write(
              connection -> {
                try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE entry SET body = ?")) {
                  statement.setBytes(1, body);
                  return statement.executeUpdate();
                }
              });
    }
  }

  @Test
  void theLogBeginsAnewHoweverMuchIsWritten() throws IOException {
    write(200);
    assertThat(Files.size(log)).isBetween(8L * MB, 100L * MB);
  }

  @Test
  void theLogBeginsAnewOnceNobodyReadsWhatItHides() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    Future<Integer> reader =
        threads.submit(
            () ->
                store
                    .own()
                    .read(
                        connection -> {
                          int before = SqliteStoreTest.texts(connection).size();
                          reading.countDown();
                          awaitUninterruptibly(letGo);
                          return before - SqliteStoreTest.texts(connection).size();
                        }));
    reading.await();
    long grown;
    try {
      write(150);
      grown = Files.size(log);
    } finally {
      letGo.countDown();
    }
    assertThat(grown).isGreaterThan(140L * MB);
    assertThat(reader.get()).isZero();
    await()
        .untilAsserted(
            () -> {
              write(10);
              assertThat(Files.size(log)).isLessThan(100L * MB);
            });
  }
}
