package dev.interlock.host.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.interlock.api.settings.Secret;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/// Makes the connections to one server. Every wait on them is bounded: connecting, borrowing,
/// locks, statements, and replies that never come.
///
/// @param pool connections at most
/// @param sessions whether a connection keeps its session of the server; behind a transaction
///   pooler none does
record PostgresSources(StoreLocation.Server server, int pool, boolean sessions) {

  static final Duration BORROW = Duration.ofSeconds(5);
  private static final int PROBE_SECONDS = 2;
  private static final int REPLY_SECONDS = 60;
  private static final int MIGRATION_SECONDS = 3600;

  /// A commit must be on disk when it returns, whatever the server's default is. A host that was
  /// stopped or cut off inside a transaction must not keep its locks from the others for long: no
  /// unit of work thinks for seconds between two statements.
  private static final String SETTINGS =
      "SELECT set_config('lock_timeout', '10s', %1$s),"
          + " set_config('statement_timeout', '30s', %1$s),"
          + " set_config('idle_in_transaction_session_timeout', '5s', %1$s),"
          + " CASE WHEN current_setting('synchronous_commit') = 'off'"
          + " THEN set_config('synchronous_commit', 'on', %1$s) END";

  private static final String SESSION = SETTINGS.formatted(false);

  /// For as long as one transaction, where there is no session that could keep them.
  static final String TRANSACTION = SETTINGS.formatted(true);

  /// @throws PoolInitializationException where the server can't be reached now
  HikariDataSource pooled() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setDataSource(single(REPLY_SECONDS));
    config.setMaximumPoolSize(pool);
    config.setMinimumIdle(Math.min(2, pool));
    config.setConnectionTimeout(BORROW.toMillis());
    config.setValidationTimeout(TimeUnit.SECONDS.toMillis(5));
    config.setInitializationFailTimeout(1); // one try
    config.setKeepaliveTime(TimeUnit.MINUTES.toMillis(2));
    if (sessions) {
      config.setConnectionInitSql(SESSION);
    }
    return new HikariDataSource(config);
  }

  /// Whether somebody listens there, asked anew: where nobody does, the answer comes at once.
  PGSimpleDataSource probe() {
    PGSimpleDataSource source = single(PROBE_SECONDS);
    source.setConnectTimeout(PROBE_SECONDS);
    source.setLoginTimeout(PROBE_SECONDS);
    return source;
  }

  /// For migrations, which may take long.
  PGSimpleDataSource forMigrations() {
    return single(MIGRATION_SECONDS);
  }

  /// One connection each, for `LISTEN`.
  PGSimpleDataSource forListening() {
    return single(REPLY_SECONDS);
  }

  private PGSimpleDataSource single(int replySeconds) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setApplicationName("interlock");
    source.setConnectTimeout(10);
    source.setLoginTimeout(10);
    source.setTcpKeepAlive(true);
    source.setPrepareThreshold(sessions ? 2 : 0);
    source.setPreparedStatementCacheQueries(512);
    source.setReWriteBatchedInserts(true);
    source.setLogServerErrorDetail(false); // a failed batch would tell all that it was to store
    source.setUrl(server.url()); // what it names wins over the defaults above
    if (!parameters().containsKey("socketTimeout")) {
      source.setSocketTimeout(replySeconds);
    }
    if (server.user() != null) {
      source.setUser(server.user());
    }
    Secret password = server.password();
    if (password != null) {
      source.setPassword(password.reveal());
    }
    return source;
  }

  private Properties parameters() {
    Properties parameters = new Properties();
    int question = server.url().indexOf('?');
    if (question >= 0) {
      for (String each : server.url().substring(question + 1).split("&")) {
        int equals = each.indexOf('=');
        parameters.setProperty(equals < 0 ? each : each.substring(0, equals), each);
      }
    }
    return parameters;
  }
}
