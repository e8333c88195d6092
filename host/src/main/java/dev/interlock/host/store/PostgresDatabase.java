package dev.interlock.host.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that hosts share, over a pool. A unit of work that the server undid for the sake of
/// another, or whose connection was lost before its commit, is run again, a few times; one whose
/// commit was under way is not: whether it counts is not known.
final class PostgresDatabase implements Database {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");
  private static final int TRIES = 3;
  private static final String POOLER =
      "is behind a transaction pooler: other hosts are looked after each second instead of being"
          + " heard; to hear them name the server itself in store.url, or let the pooler pool"
          + " sessions";
  private static final long MIGRATION_LOCK = 0x696e_7465_726c_6f63L; // "interloc"

  private final StoreLocation.Server server;
  private final PostgresSources sources;
  private final HikariDataSource pool;
  private final PostgresListener listener;

  /// A connection broke, or there was none, since the last that was good.
  private volatile boolean lost;

  private PostgresDatabase(StoreLocation.Server server, PostgresSources sources) {
    this.server = server;
    this.sources = sources;
    this.pool = sources.pooled();
    this.listener = new PostgresListener(sources.forListening(), sources.sessions());
  }

  /// @throws StoreException where the server can't be reached
  static PostgresDatabase open(StoreLocation.Server server, int size) {
    PostgresDatabase database;
    try {
      database = new PostgresDatabase(server, sources(server, size));
    } catch (SQLException failure) {
      throw Failures.of(server.shown() + " can't be reached", failure);
    } catch (PoolInitializationException failure) {
      Throwable cause = failure.getCause();
      throw Failures.of(server.shown() + " can't be reached", cause == null ? failure : cause);
    }
    try {
      database.warnOfLostCommits();
      return database;
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  private static PostgresSources sources(StoreLocation.Server server, int size)
      throws SQLException {
    PostgresSources careful = new PostgresSources(server, size, false);
    if (TransactionPooler.isBetween(careful.forListening())) {
      LOG.warn("{} {}", server.shown(), POOLER);
      return careful;
    }
    return new PostgresSources(server, size, true);
  }

  private void warnOfLostCommits() {
    boolean syncs =
        read(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement("SHOW fsync");
                  ResultSet rows = statement.executeQuery()) {
                return !rows.next() || !rows.getString(1).equals("off");
              }
            });
    if (!syncs) {
      LOG.warn("{} runs with fsync = off: what it accepts may be lost", server.shown());
    }
  }

  @Override
  public StoreDialect dialect() {
    return StoreDialect.POSTGRESQL;
  }

  @Override
  public <T extends @Nullable Object> T read(StoreWork<T> work) {
    return inTransaction(work, true, TRIES);
  }

  @Override
  public <T extends @Nullable Object> T write(StoreWork<T> work) {
    return inTransaction(work, false, TRIES);
  }

  private <T extends @Nullable Object> T inTransaction(
      StoreWork<T> work, boolean readOnly, int tries) {
    for (int attempt = 1; ; attempt++) {
      try (Transaction transaction = new Transaction(borrow(), readOnly)) {
        if (!sources.sessions()) {
          transaction.configure();
        }
        T result = work.run(transaction.connection);
        transaction.commit();
        return result;
      } catch (SQLException failure) {
        boolean again = Failures.isRetryable(failure);
        if (Failures.isConnectionLoss(failure)) {
          lost = true;
          again = true;
          pool.getHikariPoolMXBean().softEvictConnections();
        }
        if (!again || attempt == tries) {
          throw Failures.of("a unit of work failed", failure);
        }
        LOG.debug("a unit of work is run again: {}", failure.getMessage());
      }
    }
  }

  /// Begins with the first statement, in the same round trip. `close` undoes what wasn't committed.
  private static final class Transaction implements AutoCloseable {
    final Connection connection;
    private final boolean readOnly;
    private boolean ended;

    Transaction(Connection connection, boolean readOnly) throws SQLException {
      this.connection = connection;
      this.readOnly = readOnly;
      try {
        connection.setAutoCommit(false);
        connection.setReadOnly(readOnly);
      } catch (SQLException failure) {
        connection.close();
        throw failure;
      }
    }

    void configure() throws SQLException {
      try (PreparedStatement settings = connection.prepareStatement(PostgresSources.TRANSACTION)) {
        settings.execute();
      }
    }

    void commit() throws SQLException {
      try {
        connection.commit();
        ended = true;
      } catch (SQLException failure) {
        if (!readOnly && Failures.isConnectionLoss(failure)) {
          throw new StoreException(
              "store: the connection was lost during a commit: whether it counts is not known",
              failure);
        }
        throw failure;
      }
    }

    @Override
    public void close() {
      try (connection) {
        if (!ended) {
          connection.rollback();
        }
      } catch (SQLException failure) {
        LOG.debug("a connection is given up: {}", failure.getMessage());
      }
    }
  }

  /// One statement, which commits itself. It is never run again.
  @Override
  public <T extends @Nullable Object> T execute(StoreWork<T> work) {
    if (!sources.sessions()) {
      return inTransaction(work, false, 1);
    }
    try (Connection connection = borrow()) {
      return work.run(connection);
    } catch (SQLException failure) {
      throw Failures.of("a statement failed", failure);
    }
  }

  /// An empty pool waits for its server as long as for a busy one: where it was lost, who asks is
  /// to hear of it at once.
  private Connection borrow() {
    try {
      if (lost && pool.getHikariPoolMXBean().getTotalConnections() == 0) {
        sources.probe().getConnection().close();
      }
      Connection connection = pool.getConnection();
      lost = false;
      return connection;
    } catch (SQLException failure) {
      lost = true;
      throw Failures.of(server.shown() + " can't be reached", failure);
    }
  }

  @Override
  public Registration listen(String channel, Consumer<String> payload) {
    return listener.listen(channel, payload);
  }

  /// Hosts that start together do this one after another: Flyway's own lock comes too late to keep
  /// two from making one history. The turn is a transaction's, which is held behind a pooler too.
  @Override
  public void migrating(Consumer<DataSource> work) {
    DataSource source = sources.forMigrations();
    try (Connection turn = source.getConnection();
        PreparedStatement lock = turn.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      turn.setAutoCommit(false);
      lock.setLong(1, MIGRATION_LOCK);
      lock.execute();
      work.accept(source);
      turn.commit();
    } catch (SQLException failure) {
      throw Failures.of("the migrations can't begin", failure);
    }
  }

  @Override
  public int waiting() {
    return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
  }

  @Override
  public Health health() {
    try {
      long size =
          execute(
              connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_database_size(current_database())");
                    ResultSet rows = statement.executeQuery()) {
                  return rows.next() ? rows.getLong(1) : -1;
                }
              });
      String shown = sources.sessions() ? server.shown() : server.shown() + " " + POOLER;
      return new Health(true, shown, true, -1, size, "");
    } catch (StoreException failure) {
      return Health.unreachable(server, String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public Optional<Refusal> refusal() {
    return Optional.empty();
  }

  @Override
  public void close() {
    listener.close();
    pool.close();
  }
}
