package dev.interlock.host.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a group of units and commits them together, on a connection that it keeps. Where one throws
/// all are undone, and run again each in a savepoint, so that it fails alone; a commit that fails
/// fails all of its group. For one thread.
final class SqliteTransaction {

  private final Path file;
  private final SqliteSync sync;

  /// Null after a failure, until the next group opens another.
  private @Nullable SqliteConnection connection;

  SqliteTransaction(Path file, SqliteConnection connection, SqliteSync sync) {
    this.file = file;
    this.connection = connection;
    this.sync = sync;
  }

  /// Gives those that were committed; the others have been told.
  List<SqliteUnit<?>> commit(List<SqliteUnit<?>> units) {
    List<SqliteUnit<?>> run = units.size() > 1 && runTogether(units) ? units : runEach(units);
    SqliteConnection open = connection;
    if (run.isEmpty() || open == null) {
      return List.of();
    }
    try {
      open.commitAll();
      return run;
    } catch (SQLException | RuntimeException failure) {
      run.forEach(unit -> unit.fail(Failures.of("the commit failed", failure)));
      rollbackOrEnd(open);
      return List.of();
    }
  }

  void committed(SqliteCheckpoints checkpoints) {
    SqliteConnection open = connection;
    if (open != null) {
      checkpoints.committed(open);
    }
  }

  /// Most groups run through: savepoints would cost them a copy of each page that they change.
  ///
  /// @return false where some unit failed: nothing was done then
  private boolean runTogether(List<SqliteUnit<?>> units) {
    SqliteConnection open = null;
    try {
      open = connected();
      for (SqliteUnit<?> unit : units) {
        unit.run(open);
        boolean _ = Thread.interrupted(); // left behind by it
      }
      return true;
    } catch (Throwable _) {
      if (open != null) {
        rollbackOrEnd(open);
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
      open = connected();
    } catch (SQLException failure) {
      unit.fail(Failures.of("the file can't be opened", failure));
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
      rollbackOrEnd(open);
      return;
    }
    try {
      open.execute("ROLLBACK TO unit");
      open.execute("RELEASE unit");
    } catch (SQLException _) {
      run.forEach(unit -> unit.fail(Failures.of("the group was undone", cause)));
      run.clear();
      rollbackOrEnd(open);
    }
  }

  /// Opens the file where it isn't.
  SqliteConnection connected() throws SQLException {
    SqliteConnection open = connection;
    if (open == null) {
      open = SqliteConnection.writer(file);
      connection = open;
    }
    return open;
  }

  private void rollbackOrEnd(SqliteConnection open) {
    try {
      open.rollbackAll();
    } catch (SQLException _) {
      end();
    }
  }

  /// Waits until all that was committed is on disk, and closes the file, whatever its state.
  void end() {
    SqliteConnection open = connection;
    connection = null;
    if (open != null) {
      sync.rest();
      open.end();
    }
  }
}
