package dev.interlock.host.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/// A connection to the file that keeps its prepared statements, the most recently used ones: a
/// statement closed by a unit of work is reset and kept for the next that asks for the same SQL.
/// Units of work can't commit, roll back or close it. Not thread-safe.
final class SqliteConnection extends JDBC4Connection {

  private static final int STATEMENTS = 200;

  private final Map<String, Kept> idle = new LinkedHashMap<>(16, 0.75f, true);

  private boolean logged;
  private boolean writing;

  private SqliteConnection(Path file) throws SQLException {
    super("jdbc:sqlite:" + file, file.toString(), settings());
  }

  /// The driver would run a statement of its own after each insert, for the key that it made.
  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    return settings;
  }

  /// The one that writes.
  static SqliteConnection writer(Path file) throws SQLException {
    return open(
        file,
        SqliteConnection::log,
        // The more there is the longer a commit takes that follows a page's split.
        "PRAGMA cache_size = -16384",
        // What undoes a unit of a group: in a file, it would cost more than the log itself.
        "PRAGMA temp_store = MEMORY",
        // That is for `SqliteCheckpoints`: within a commit SQLite keeps its failures to itself.
        "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA journal_size_limit = 67108864");
  }

  /// With a log its commits are brought to disk by `SqliteSync`; without, as on a file system that
  /// can't hold one, by themselves.
  private static void log(SqliteConnection connection, Statement statement) throws SQLException {
    statement.execute("PRAGMA synchronous = FULL");
    try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
      connection.logged = mode.next() && mode.getString(1).equals("wal");
    }
    if (connection.logged) {
      statement.execute("PRAGMA synchronous = NORMAL");
    }
  }

  /// Whether its commits go to the log, and are on disk only once that was synced.
  boolean isLogged() {
    return logged;
  }

  /// One that reads.
  static SqliteConnection reader(Path file) throws SQLException {
    return open(
        file,
        (_, statement) -> statement.execute("PRAGMA query_only = ON"),
        "PRAGMA cache_size = -8192");
  }

  /// One that only keeps the file open.
  static SqliteConnection anchor(Path file) throws SQLException {
    SqliteConnection connection = reader(file);
    try (PreparedStatement look = connection.prepareStatement("SELECT 1 FROM sqlite_master");
        ResultSet _ = look.executeQuery()) {
      connection.rollbackAll();
      return connection;
    } catch (SQLException failure) {
      connection.end();
      throw failure;
    }
  }

  @FunctionalInterface
  private interface Setup {
    void run(SqliteConnection connection, Statement statement) throws SQLException;
  }

  private static SqliteConnection open(Path file, Setup setup, String... pragmas)
      throws SQLException {
    SqliteConnection connection = new SqliteConnection(file);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 5000");
        statement.execute("PRAGMA foreign_keys = ON");
        setup.run(connection, statement);
        for (String pragma : pragmas) {
          statement.execute(pragma);
        }
      }
      connection.startTransactions();
      return connection;
    } catch (SQLException failure) {
      connection.end();
      throw failure;
    }
  }

  /// From now on a transaction is always open; it takes locks only with its first statement.
  private void startTransactions() throws SQLException {
    super.setAutoCommit(false);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY) {
      return super.prepareStatement(sql, type, concurrency, holdability);
    }
    Kept kept = idle.remove(sql);
    if (kept == null) {
      return new Kept(this, sql);
    }
    kept.lent = true;
    return kept;
  }

  private void takeBack(Kept statement, String sql) throws SQLException {
    Kept other = idle.put(sql, statement);
    if (other != null) {
      other.end();
    }
    if (idle.size() > STATEMENTS) {
      var eldest = idle.values().iterator();
      Kept oldest = eldest.next();
      eldest.remove();
      oldest.end();
    }
  }

  void execute(String sql) throws SQLException {
    getDatabase().exec(sql, false);
  }

  /// Copies as much of the log into the database as nobody reads any more.
  Logged checkpoint() throws SQLException {
    return log("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /// What the log holds.
  Logged logged() throws SQLException {
    return log("PRAGMA wal_checkpoint(NOOP)");
  }

  /// @param pages in the log, copied into the database or not
  /// @param copied how many of them were
  record Logged(int pages, int copied) {}

  private Logged log(String pragma) throws SQLException {
    try (PreparedStatement statement = prepareStatement(pragma);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? new Logged(row.getInt(2), row.getInt(3)) : new Logged(0, 0);
    }
  }

  /// Takes the lock of whoever writes, and waits for it: a transaction that has read before would
  /// be refused at once, since what it read may be of yesterday.
  void beginWriting() throws SQLException {
    if (!writing) {
      endReading();
      execute("BEGIN IMMEDIATE");
      writing = true;
    }
  }

  private void endReading() {
    try {
      execute("ROLLBACK");
    } catch (SQLException _) {
      // SQLite has ended it, as where the disk failed.
    }
  }

  void commitAll() throws SQLException {
    writing = false;
    super.commit();
  }

  void rollbackAll() throws SQLException {
    writing = false;
    super.rollback();
  }

  /// Closes it whatever state it is in.
  void end() {
    try {
      super.close();
    } catch (SQLException _) {
      // Nothing uncommitted may survive, and nothing does.
    }
  }

  @Override
  public void commit() throws SQLException {
    throw notTheirs();
  }

  @Override
  public void rollback() throws SQLException {
    throw notTheirs();
  }

  @Override
  public void setAutoCommit(boolean automatic) throws SQLException {
    throw notTheirs();
  }

  @Override
  public void close() throws SQLException {
    throw notTheirs();
  }

  private static SQLException notTheirs() {
    return new SQLException("the store begins, commits and closes: a unit of work must not");
  }

  @Override
  public String toString() {
    return Connection.class.getSimpleName() + " of the store";
  }

  /// A statement that goes back to its connection when it is closed.
  private static final class Kept extends JDBC4PreparedStatement {

    private final SqliteConnection owner;
    private final String text;
    private boolean lent = true;

    Kept(SqliteConnection owner, String text) throws SQLException {
      super(owner, text);
      this.owner = owner;
      this.text = text;
    }

    @Override
    public void close() throws SQLException {
      if (!lent) {
        return;
      }
      lent = false;
      try {
        rs.close();
        pointer.safeRunConsume((database, statement) -> database.reset(statement));
        clearParameters();
        clearBatch();
        clearGeneratedKeys();
        setMaxRows(0);
      } catch (SQLException failure) {
        end();
        return;
      }
      owner.takeBack(this, text);
    }

    void end() throws SQLException {
      super.close();
    }
  }
}
