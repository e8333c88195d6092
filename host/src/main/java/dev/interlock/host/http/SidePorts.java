package dev.interlock.host.http;

import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import java.util.ArrayList;
import java.util.List;

/// The ports that connectors have beside the host's own. They ask for no key; everything else is as
/// on the host's. Thread-safe.
final class SidePorts implements AutoCloseable {

  private final ByteSize maxBody;
  private final HttpLimits limits;
  private final StallGuard stalls;

  // Guarded by this.
  private final List<SidePort> open = new ArrayList<>();
  private boolean closed;

  SidePorts(ByteSize maxBody, HttpLimits limits, StallGuard stalls) {
    this.maxBody = maxBody;
    this.limits = limits;
    this.stalls = stalls;
  }

  synchronized Listener open(String owner, ListenerSettings settings) {
    if (closed) {
      throw new IllegalStateException("the HTTP server has stopped");
    }
    RouteTable table = new RouteTable();
    Binding binding =
        new Binding(
            settings.host(),
            settings.port(),
            null,
            maxBody,
            "choose another port with " + settings.key());
    OpenPort port =
        OpenPort.open(
            binding, new OpenPort.Door(table, Callers.LOCAL, settings.style()), limits, stalls);
    ConnectorRoutes routes =
        new ConnectorRoutes(
                owner, new ConnectorRoutes.Place(table, new Documentation(), this, () -> true))
            .styled(settings.style());
    SidePort added = new SidePort(owner, port, routes);
    open.add(added);
    return added;
  }

  synchronized void closeOf(String owner) {
    List<SidePort> gone = open.stream().filter(port -> port.owner.equals(owner)).toList();
    gone.forEach(SidePort::close);
  }

  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(open).forEach(SidePort::close);
  }

  private synchronized void remove(SidePort port) {
    open.remove(port);
  }

  private final class SidePort implements Listener {

    private final String owner;
    private final OpenPort port;
    private final Routes routes;

    SidePort(String owner, OpenPort port, Routes routes) {
      this.owner = owner;
      this.port = port;
      this.routes = routes;
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
      remove(this);
      port.close();
    }
  }
}
