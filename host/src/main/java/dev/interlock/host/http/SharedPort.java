package dev.interlock.host.http;

import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteStyle;
import org.jspecify.annotations.Nullable;

/// An open port that a connector's starts hand on from one to the next. Guarded by `SidePorts` but
/// for its table.
final class SharedPort {

  private final String owner;
  private final ListenerSettings settings;
  private final RouteTable table;
  private final OpenPort open;
  private volatile @Nullable SidePort holder;
  private int users;

  SharedPort(String owner, ListenerSettings settings, RouteTable table, OpenPort open) {
    this.owner = owner;
    this.settings = settings;
    this.table = table;
    this.open = open;
  }

  String owner() {
    return owner;
  }

  ListenerSettings settings() {
    return settings;
  }

  RouteTable table() {
    return table;
  }

  RouteStyle style() {
    return settings.style();
  }

  int port() {
    return open.port();
  }

  /// Whose routes answer; null before the first.
  @Nullable SidePort holder() {
    return holder;
  }

  void heldBy(SidePort next) {
    holder = next;
  }

  void enter() {
    users++;
  }

  /// Whether nobody uses it any more.
  boolean leave() {
    users--;
    return users == 0;
  }

  void close() {
    open.close();
  }
}
