package dev.interlock.host.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Routes that go into a table all at once, in the place of those that a predecessor has there;
/// each further one goes in as it comes. Thread-safe.
final class StagedRoutes implements AutoCloseable {

  private final RouteTable table;

  /// Guarded by `this`, as is `opened`.
  private final List<Route> routes = new ArrayList<>();

  private boolean opened;

  StagedRoutes(RouteTable table) {
    this.table = table;
  }

  /// @throws IllegalArgumentException where another owner has the same method and path, or this one
  ///   added it before
  synchronized void add(Route added) {
    RouteTable.requireNew(added, routes);
    if (opened) {
      table.add(added);
    } else {
      table.requireFree(added);
    }
    routes.add(added);
  }

  synchronized void remove(Route removed) {
    routes.remove(removed);
    if (opened) {
      table.remove(removed);
    }
  }

  void open(@Nullable StagedRoutes predecessor) {
    List<Route> gone = predecessor == null ? List.of() : predecessor.all();
    synchronized (this) {
      opened = true;
      table.replace(gone, routes);
    }
  }

  private synchronized List<Route> all() {
    return List.copyOf(routes);
  }

  @Override
  public synchronized void close() {
    if (opened) {
      table.replace(routes, List.of());
    }
    routes.clear();
  }
}
