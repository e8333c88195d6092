package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLogTest {

  private static final long FRAME = 24 + 4096;

  @TempDir private Path folder;
  private Connection connection;
  private SqliteLog log;

  @BeforeEach
  void open() throws SQLException {
    Path file = folder.resolve("store.db");
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA wal_autocheckpoint = 0");
    run("CREATE TABLE entry (text TEXT)");
    log = SqliteLog.of(file);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long frames() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      return row.getLong(2);
    }
  }

  @Test
  void everyFrameIsWrittenAnewAndTheBytesStayTheSame() throws Exception {
    for (int i = 0; i < 50; i++) {
      run("INSERT INTO entry VALUES ('" + "x".repeat(1000) + i + "')");
    }
    byte[] before = Files.readAllBytes(log.file());

    assertThat(log.rewrite(0).count()).isEqualTo(frames()).isGreaterThan(50);
    assertThat(Files.readAllBytes(log.file())).isEqualTo(before);
  }

  @Test
  void whatIsLeftOfAnEarlierRoundDoesNotCount() throws Exception {
    for (int i = 0; i < 50; i++) {
      run("INSERT INTO entry VALUES ('" + i + "')");
    }
    run("PRAGMA wal_checkpoint(PASSIVE)");
    run("INSERT INTO entry VALUES ('begins anew')");

    assertThat(log.rewrite(0).count()).isEqualTo(frames()).isLessThan(5);
    assertThat(Files.size(log.file())).isGreaterThan(50 * FRAME);
  }

  @Test
  void itEndsWhereAFrameWasLost() throws Exception {
    for (int i = 0; i < 10; i++) {
      run("INSERT INTO entry VALUES ('" + i + "')");
    }
    try (FileChannel channel = FileChannel.open(log.file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4096), 32 + 5 * FRAME + 24);
    }
    assertThat(log.rewrite(0).count()).isEqualTo(5);
  }

  @Test
  void aLogThatHasNoHeaderYetHasNoFrames() throws IOException {
    Path empty = Files.createFile(folder.resolve("other.db-wal"));
    assertThat(new SqliteLog(empty).rewrite(0).count()).isZero();
    Path other = Files.writeString(folder.resolve("text.db-wal"), "no log at all".repeat(10));
    assertThat(new SqliteLog(other).rewrite(0).count()).isZero();
  }

  @Test
  void aLogThatIsNotThereIsAFailure() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> new SqliteLog(folder.resolve("none-wal")).rewrite(0));
  }

  @Test
  void whatWasCopiedIntoTheDatabaseIsCopiedAgain() throws Exception {
    for (int i = 0; i < 50; i++) {
      run("INSERT INTO entry VALUES ('" + "x".repeat(1000) + i + "')");
    }
    Path file = folder.resolve("store.db");
    long copied = frames();
    run("PRAGMA wal_checkpoint(PASSIVE)");
    byte[] whole = Files.readAllBytes(file);
    Path lost = folder.resolve("lost.db");
    Files.write(lost, new byte[4096]);

    try (CopiedPages pages = new CopiedPages(lost)) {
      pages.writeAnew(log, log.rewrite(copied));
    }
    assertThat(Files.readAllBytes(lost)).isEqualTo(whole);
  }
}
