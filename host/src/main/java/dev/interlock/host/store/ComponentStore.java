package dev.interlock.host.store;

import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store as the host, or one connector, sees it: its migrations have run before its first unit
/// of work. Thread-safe.
final class ComponentStore implements Store {

  private final String component;
  private final Supplier<Database> opened;
  private final Vault vault;
  private final BooleanSupplier exists;

  private final ReentrantLock migrating = new ReentrantLock();

  /// Guarded by `migrating`; null once they have run. It may hold the connector's class loader.
  private @Nullable Function<StoreDialect, List<Carried>> carried;

  private volatile @Nullable Database ready;

  /// @param opened opens the database where it isn't open yet
  /// @param exists whether there is one, without opening it
  ComponentStore(
      String component,
      Supplier<Database> opened,
      Function<StoreDialect, List<Carried>> carried,
      Vault vault,
      BooleanSupplier exists) {
    this.component = component;
    this.opened = opened;
    this.carried = carried;
    this.vault = vault;
    this.exists = exists;
  }

  /// The database, with this component's tables as it needs them.
  Database database() {
    Database database = ready;
    if (database == null) {
      migrate();
      database = ready;
    }
    return java.util.Objects.requireNonNull(database);
  }

  /// Runs what is missing of the migrations.
  Migrations.Step migrate() {
    migrating.lock();
    try {
      Database database = opened.get();
      Function<StoreDialect, List<Carried>> source = carried;
      List<Carried> missing = source == null ? List.of() : source.apply(database.dialect());
      Migrations.Step step = Migrations.run(database, component, missing);
      carried = null;
      ready = database;
      return step;
    } finally {
      migrating.unlock();
    }
  }

  /// Lets migrations that are under way end; not for longer than `most`.
  void awaitMigrations(Duration most) {
    try {
      if (migrating.tryLock(most.toMillis(), TimeUnit.MILLISECONDS)) {
        migrating.unlock();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public StoreDialect dialect() {
    return opened.get().dialect();
  }

  @Override
  public boolean exists() {
    return exists.getAsBoolean();
  }

  @Override
  public <T extends @Nullable Object> T read(StoreWork<T> work) {
    return database().read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(StoreWork<T> work) {
    return database().write(work);
  }

  @Override
  public String seal(Secret secret) {
    return vault.seal(secret);
  }

  @Override
  public void checkSealed(Connection connection, String sealed) throws SQLException {
    vault.check(sealed, SealingKeyTable.locked(connection, dialect()));
  }

  @Override
  public Secret unseal(String sealed) {
    return vault.unseal(sealed);
  }
}
