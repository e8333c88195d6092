package dev.interlock.host.http;

import dev.interlock.api.http.Listener;
import dev.interlock.api.http.Routes;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connector's part in a port beside the host's own: a start that wants a port which its
/// predecessor has takes it over, open as it is. Thread-safe.
final class SidePort implements Listener {

  private final SidePorts ports;
  private final SharedPort port;
  private final ConnectorStage stage;
  private final StagedRoutes own;
  private final Routes routes;
  private final AtomicBoolean closed = new AtomicBoolean();

  SidePort(SidePorts ports, SharedPort port, ConnectorStage stage, String owner) {
    this.ports = ports;
    this.port = port;
    this.stage = stage;
    this.own = new StagedRoutes(port.table());
    this.routes = new ConnectorRoutes(owner, stage, own, () -> true).styled(port.style());
  }

  SharedPort shared() {
    return port;
  }

  StagedRoutes own() {
    return own;
  }

  /// Its routes answer from now on, in the place of its predecessor's.
  void open() {
    SidePort before = port.holder();
    own.open(before == null || before == this ? null : before.own());
    port.heldBy(this);
  }

  @Override
  public Routes routes() {
    return routes;
  }

  @Override
  public int port() {
    return port.port();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stage.forget(this);
      own.close();
      ports.leave(this);
    }
  }
}
