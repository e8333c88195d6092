package dev.interlock.host.store;

import dev.interlock.api.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs groups of units, each in one transaction. Where a unit throws all of its group are undone,
/// and run again each in a savepoint, so that it fails alone; a commit that fails fails all of its
/// group. What is committed is handed on to be brought to disk. For one thread.
final class SqliteGroups implements AutoCloseable {

  private final Path file;
  private final SqliteSafety safety;

  /// Null after a failure, until the next group opens another.
  private @Nullable SqliteConnection connection;

  /// Opens the file, making it where it is missing.
  ///
  /// @param doubted told where the log is in doubt, on any thread; quick
  SqliteGroups(Path file, Runnable doubted) throws SQLException {
    this.file = file;
    SqliteConnection first = SqliteConnection.writer(file);
    try {
      this.safety = new SqliteSafety(file, first, doubted);
    } catch (SQLException failure) {
      first.end();
      throw failure;
    }
    this.connection = first;
  }

  /// Those that nobody waits for any more are left out.
  void commit(List<SqliteUnit<?>> group) {
    List<SqliteUnit<?>> taken = group.stream().filter(SqliteUnit::take).toList();
    if (taken.isEmpty() || refused(taken)) {
      return;
    }
    List<SqliteUnit<?>> run = taken.size() > 1 && runTogether(taken) ? taken : runEach(taken);
    SqliteConnection open = connection;
    if (run.isEmpty() || open == null) {
      return;
    }
    try {
      open.commitAll();
    } catch (SQLException | RuntimeException failure) {
      run.forEach(unit -> unit.fail(Failures.of("the commit failed", failure)));
      safety.failed(failure);
      rollbackOrDrop(open);
      return;
    }
    safety.follow(run, open);
  }

  private boolean refused(List<SqliteUnit<?>> units) {
    Optional<StoreException> doubt = mend();
    doubt.ifPresent(failure -> units.forEach(unit -> unit.fail(failure)));
    return doubt.isPresent();
  }

  /// Writes the log anew where it is in doubt, once a second at most; gives why it still is.
  Optional<StoreException> mend() {
    if (safety.inDoubt().isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<StoreException> still = safety.mend(connected());
      if (still.isPresent()) {
        drop();
      }
      return still;
    } catch (SQLException failure) {
      return Optional.of(Failures.of("the file can't be opened", failure));
    }
  }

  /// Why nothing is accepted. On any thread.
  Optional<StoreException> inDoubt() {
    return safety.inDoubt();
  }

  /// Runs one without a transaction, with nothing else under way.
  void runApart(SqliteUnit<?> unit) {
    if (!unit.take() || refused(List.of(unit))) {
      return;
    }
    try {
      SqliteConnection open = connected();
      safety.rest();
      unit.run(open);
      unit.succeed();
    } catch (Throwable failure) {
      safety.failed(failure);
      unit.fail(failure);
    } finally {
      drop(); // it would parse by the schema that it read before
      Thread.interrupted();
    }
  }

  /// Most groups run through: savepoints would cost them a copy of each page that they change.
  ///
  /// @return false where some unit failed: nothing was done then
  private boolean runTogether(List<SqliteUnit<?>> units) {
    SqliteConnection open = null;
    try {
      open = writing();
      for (SqliteUnit<?> unit : units) {
        unit.run(open);
        boolean _ = Thread.interrupted(); // left behind by it
      }
      return true;
    } catch (Throwable _) {
      if (open != null) {
        rollbackOrDrop(open);
      }
      boolean _ = Thread.interrupted();
      return false;
    }
  }

  /// Gives those that succeeded; the others have been told.
  private List<SqliteUnit<?>> runEach(List<SqliteUnit<?>> units) {
    List<SqliteUnit<?>> run = new ArrayList<>(units.size());
    units.forEach(unit -> runOne(unit, units.size() == 1, run));
    return run;
  }

  private void runOne(SqliteUnit<?> unit, boolean alone, List<SqliteUnit<?>> run) {
    SqliteConnection open;
    try {
      open = writing();
    } catch (SQLException failure) {
      unit.fail(Failures.of("the file can't be written", failure));
      return;
    }
    try {
      if (!alone) {
        open.execute("SAVEPOINT unit");
      }
      unit.run(open);
      if (!alone) {
        open.execute("RELEASE unit");
      }
      run.add(unit);
    } catch (Throwable failure) {
      safety.failed(failure);
      undo(open, alone, run, failure);
      unit.fail(failure);
    } finally {
      Thread.interrupted();
    }
  }

  /// Some errors, as of a full disk, undo the whole transaction: then those before it are lost too.
  private void undo(
      SqliteConnection open, boolean alone, List<SqliteUnit<?>> run, Throwable cause) {
    if (alone) {
      rollbackOrDrop(open);
      return;
    }
    try {
      open.execute("ROLLBACK TO unit");
      open.execute("RELEASE unit");
    } catch (SQLException _) {
      run.forEach(unit -> unit.fail(Failures.of("the group was undone", cause)));
      run.clear();
      rollbackOrDrop(open);
    }
  }

  /// Waits for another process that writes, as long as the connection's time.
  private SqliteConnection writing() throws SQLException {
    SqliteConnection open = connected();
    try {
      open.beginWriting();
      return open;
    } catch (SQLException failure) {
      rollbackOrDrop(open);
      throw failure;
    }
  }

  private SqliteConnection connected() throws SQLException {
    SqliteConnection open = connection;
    if (open == null) {
      open = SqliteConnection.writer(file);
      connection = open;
    }
    return open;
  }

  private void rollbackOrDrop(SqliteConnection open) {
    try {
      open.rollbackAll();
    } catch (SQLException _) {
      drop();
    }
  }

  private void drop() {
    SqliteConnection open = connection;
    connection = null;
    if (open != null) {
      safety.rest();
      open.end();
    }
  }

  /// Returns when all that was committed is on disk, or has failed, and the file is closed, if it
  /// may be.
  @Override
  public void close() {
    Optional<StoreException> _ = mend();
    drop();
    safety.close();
  }
}
