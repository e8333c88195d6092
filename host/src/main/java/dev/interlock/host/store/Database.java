package dev.interlock.host.store;

import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreWork;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// An open database. Thread-safe.
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {

  StoreDialect dialect();

  /// See `Store.read`.
  <T extends @Nullable Object> T read(StoreWork<T> work);

  /// See `Store.write`.
  <T extends @Nullable Object> T write(StoreWork<T> work);

  /// See `HostStore.execute`.
  <T extends @Nullable Object> T execute(StoreWork<T> work);

  /// See `HostStore.listen`.
  Registration listen(String channel, Consumer<String> payload);

  /// Lends connections on which the schema may be changed, while this process writes nothing else
  /// to a file.
  void migrating(Consumer<DataSource> work);

  /// Units of work that wait.
  int waiting();

  Health health();

  /// Why it takes nothing on; empty where it does, so far as is known without asking. Cheap.
  Optional<Refusal> refusal();

  @Override
  void close();
}
