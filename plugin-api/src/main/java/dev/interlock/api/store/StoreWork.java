package dev.interlock.api.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One unit of work. It neither commits nor closes the connection, and keeps nothing of it. It may
/// be run again, where nothing of the earlier run was kept: it has no other effects.
@FunctionalInterface
public interface StoreWork<T extends @Nullable Object> {
  T run(Connection connection) throws SQLException;
}
