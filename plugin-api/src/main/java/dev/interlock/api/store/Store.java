package dev.interlock.api.store;

import dev.interlock.api.settings.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The host's database: one SQLite file, or a PostgreSQL that many hosts share. It is opened when
/// it is first used. A connector's tables are made by migrations that its JAR carries as
/// `META-INF/interlock/migrations/{sqlite,postgresql}/V1__what.sql`, one history for each
/// connector, run before the first unit of work. Its tables are named `CONNECTOR_…`. Thread-safe.
public interface Store {

  /// Which SQL it speaks.
  StoreDialect dialect();

  /// Whether there is a database yet, without opening it: a server counts as one, a file that
  /// nobody has used doesn't.
  boolean exists();

  /// Runs `work` and gives what it returns; it sees what has been committed before, and changes
  /// nothing.
  ///
  /// @throws StoreException where the database can't be reached or `work` fails
  <T extends @Nullable Object> T read(StoreWork<T> work);

  /// Runs `work` in a transaction, alone or together with the works of others in one group commit;
  /// returns when what it wrote is on disk. Where `work` throws, what it wrote is undone and the
  /// others' is not. On SQLite it runs on the store's one writer thread: it must be quick, and must
  /// not call `read` or `write`.
  ///
  /// @throws StoreException where the database can't be reached, or the commit or `work` fails; a
  ///   `RuntimeException` of `work` is thrown as it is
  <T extends @Nullable Object> T write(StoreWork<T> work);

  /// Encrypts a secret that has to be kept recoverable, under the host's `store.key`. Not within a
  /// unit of work. A column that keeps the text is named `…_sealed`: so the host finds it when
  /// `interlock migrate --rekey` seals everything anew.
  String seal(Secret secret);

  /// Said in the unit of work that writes a sealed text: its key can have been given up since it
  /// was sealed, and what is kept under such a key could never be read.
  ///
  /// @throws StoreException where that is so: seal it once more
  void checkSealed(Connection connection, String sealed) throws SQLException;

  /// What `seal` was given.
  ///
  /// @throws StoreException where it was sealed under another key
  Secret unseal(String sealed);
}
