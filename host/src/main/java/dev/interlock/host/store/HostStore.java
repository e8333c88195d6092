package dev.interlock.host.store;

import dev.interlock.api.Registration;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.StoreWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The host's one database. It is opened by `open`, or by whoever uses it first; where that fails
/// the next use tries again. Thread-safe; after `close` every use throws.
public final class HostStore implements AutoCloseable {

  private static final String HOST = "interlock";
  private static final Duration MIGRATION = Duration.ofSeconds(5);

  private final StoreLocation location;
  private final int pool;
  private final KeyFile keyFile;
  private final Vault vault;
  private final ComponentStore own;
  private final SealingKeyTable keyTable;
  private final Map<String, ComponentStore> components = new ConcurrentHashMap<>();
  private final DiskFloor floor;

  private volatile @Nullable Database database;

  /// Guarded by `this`.
  private boolean closed;

  /// @param folder of `webhooks.yaml`: relative files count from it
  /// @param environment where `INTERLOCK_STORE_KEY` may stand
  public HostStore(StoreSettings settings, Path folder, Map<String, String> environment) {
    this.location = settings.location(folder);
    this.pool = settings.pool();
    this.floor = new DiskFloor(location);
    this.keyFile = new KeyFile(keyPath(folder), environment.get(KeyFile.VARIABLE));
    this.vault = new Vault(this::makeKeys, this::readKeys);
    this.own = new ComponentStore(HOST, this::opened, Carried::byHost, vault, this::isThere);
    this.keyTable = new SealingKeyTable(own, keyFile);
  }

  private Path keyPath(Path folder) {
    return switch (location) {
      case StoreLocation.SqliteFile file -> file.path().resolveSibling("store.key");
      case StoreLocation.Server _ -> folder.resolve("store.key");
    };
  }

  private SealingKeys makeKeys() {
    return keyTable.readOrMake();
  }

  private SealingKeys readKeys() {
    return keyFile.read();
  }

  /// Opens it and brings the host's tables up to date.
  ///
  /// @throws StoreException where it can't be reached, another process has it, or a migration fails
  public void open() {
    own.database();
  }

  /// Opens it and leaves its tables as they are.
  ///
  /// @throws StoreException where it can't be reached, or another process has it
  public void connect() {
    opened();
  }

  /// Whether a SQLite file is there already: then this store has been in use.
  public boolean exists() {
    return location instanceof StoreLocation.SqliteFile file && Files.exists(file.path());
  }

  /// Whether there is a database, so far as can be said without opening it: a server counts as one.
  private boolean isThere() {
    return isOpen() || location instanceof StoreLocation.Server || exists();
  }

  /// Whether somebody has used it, or tried.
  public boolean isOpen() {
    return database != null;
  }

  private Database opened() {
    Database open = database;
    return open == null ? openNow() : open;
  }

  private synchronized Database openNow() {
    Database open = database;
    if (closed) {
      throw new StoreException("the store is closed", null);
    }
    if (open == null) {
      open =
          switch (location) {
            case StoreLocation.SqliteFile file -> SqliteDatabase.open(file);
            case StoreLocation.Server server -> PostgresDatabase.open(server, pool);
          };
      database = open;
    }
    return open;
  }

  /// The host's own tables, named `interlock_…`.
  public Store own() {
    return own;
  }

  /// A connector's tables. Its migrations run before its first unit of work.
  ///
  /// @param loader finds them
  public Store of(String connector, ClassLoader loader) {
    return components.computeIfAbsent(
        connector,
        name ->
            new ComponentStore(
                name, this::opened, dialect -> Carried.by(loader, dialect), vault, this::isThere));
  }

  /// Forgets what is known of a connector: whoever asks under its name next may carry other
  /// migrations.
  public void release(String connector) {
    components.remove(connector);
  }

  /// Runs one statement on the host's tables, which commits itself: on a server this saves a round
  /// trip. Nothing runs it again where the connection is lost.
  ///
  /// @param work runs exactly one statement
  public <T extends @Nullable Object> T execute(StoreWork<T> work) {
    return own.database().execute(work);
  }

  /// Hears what hosts say with `NOTIFY channel, 'payload'`; with an empty payload when it begins to
  /// hear, also again after a loss: something may have been missed. `payload` is called on a thread
  /// that all channels share. On SQLite, which no other host sees, it is never called.
  public Registration listen(String channel, Consumer<String> payload) {
    return own.database().listen(channel, payload);
  }

  /// Known without opening it.
  public StoreDialect dialect() {
    return switch (location) {
      case StoreLocation.SqliteFile _ -> StoreDialect.SQLITE;
      case StoreLocation.Server _ -> StoreDialect.POSTGRESQL;
    };
  }

  /// Units of work that wait for the writer; 0 where there is none.
  public int waiting() {
    Database open = database;
    return open == null ? 0 : open.waiting();
  }

  /// How it is. A file that nobody has used yet is not made for this: only its disk is looked at.
  public Health health() {
    if (location instanceof StoreLocation.SqliteFile && !isOpen() && !exists()) {
      return new Health(true, location.shown(), false, floor.free(), 0, "");
    }
    try {
      return opened().health();
    } catch (StoreException failure) {
      return Health.unreachable(location, String.valueOf(failure.getMessage()));
    }
  }

  /// Why nothing durable can be accepted now; empty where it can, so far as is known without asking
  /// the store. Cheap: it is asked before each event.
  public Optional<Refusal> refusal() {
    if (!floor.roomLeft()) {
      return Optional.of(floor.refusal());
    }
    Database open = database;
    return open == null ? Optional.empty() : open.refusal();
  }

  /// Where it lies, for people, without credentials.
  public String shown() {
    return location.shown();
  }

  /// The host's migrations. The answer's versions are equal where nothing was missing.
  public MigrationReport migrate() {
    return MigrationReport.of(own.migrate());
  }

  /// A connector's migrations.
  public MigrationReport migrate(String connector, ClassLoader loader) {
    return MigrationReport.of(
        new ComponentStore(
                connector,
                this::opened,
                dialect -> Carried.by(loader, dialect),
                vault,
                this::isThere)
            .migrate());
  }

  /// Makes a new sealing key and seals everything anew under it; the old one is forgotten when
  /// nothing is left under it. Where the environment gives the keys, its first one is the new one.
  /// The new one is the current one before anything is sealed anew: so what another process seals
  /// meanwhile is either found here, or refused there.
  ///
  /// @return how many secrets were sealed anew
  public int rekey() {
    SealingKeys keys = keyTable.readOrMake();
    if (keyFile.given() == null) {
      keys = keys.rotated();
      keyFile.replace(keys);
    } else {
      keys = keyFile.read();
    }
    keyTable.change(keys.current().id());
    int count = new Resealing(own, new Vault(this::makeKeys, this::readKeys)).run(keys.current());
    if (keyFile.given() == null) {
      keyFile.replace(keys.onlyCurrent());
    }
    return count;
  }

  /// Copies the store into a file, while it is in use, by this process or another.
  ///
  /// @throws StoreException where the file is there already, the copy fails, or the store is no
  ///   file
  public void backup(Path target) {
    Backups.make(location, target);
  }

  /// Idempotent. Migrations that are under way end before, where that takes no longer than 5 s.
  @Override
  public void close() {
    Database open;
    synchronized (this) {
      closed = true;
      open = database;
    }
    if (open == null) {
      return;
    }
    own.awaitMigrations(MIGRATION);
    components.values().forEach(component -> component.awaitMigrations(MIGRATION));
    open.close();
  }
}
