package dev.interlock.host.http;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.settings.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The ports that connectors have beside the host's own. They ask for no key; everything else is as
/// on the host's. Thread-safe.
final class SidePorts implements AutoCloseable {

  private final ByteSize maxBody;
  private final HttpLimits limits;
  private final StallGuard stalls;
  private final Supplier<Phase> phase;
  private final BodyBudget budget;

  // Guarded by this.
  private final List<SharedPort> open = new ArrayList<>();
  private boolean closed;

  SidePorts(
      ByteSize maxBody,
      HttpLimits limits,
      StallGuard stalls,
      Supplier<Phase> phase,
      BodyBudget budget) {
    this.maxBody = maxBody;
    this.limits = limits;
    this.stalls = stalls;
    this.phase = phase;
    this.budget = budget;
  }

  /// Opens it, or takes part in the one that the connector has open.
  ///
  /// @throws InterlockException where the address can't be listened on
  synchronized SidePort open(String owner, ConnectorStage stage, ListenerSettings settings) {
    if (closed) {
      throw new IllegalStateException("the HTTP server has stopped");
    }
    SharedPort port = known(owner, settings).orElseGet(() -> listen(owner, settings));
    port.enter();
    return new SidePort(this, port, stage, owner);
  }

  private Optional<SharedPort> known(String owner, ListenerSettings settings) {
    if (settings.port() == 0) {
      return Optional.empty();
    }
    for (SharedPort each : open) {
      if (each.port() == settings.port() && each.owner().equals(owner)) {
        if (!each.settings().host().equals(settings.host())) {
          throw new InterlockException(
              ErrorCategory.USER,
              "restart needed: "
                  + settings.key()
                  + " "
                  + settings.port()
                  + " is open on "
                  + each.settings().host()
                  + ", and can't move to "
                  + settings.host()
                  + " while the host runs");
        }
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private SharedPort listen(String owner, ListenerSettings settings) {
    RouteTable table = new RouteTable();
    Binding binding =
        new Binding(
            settings.host(),
            settings.port(),
            null,
            maxBody,
            "choose another port with " + settings.key());
    OpenPort.Door door = new OpenPort.Door(table, Callers.LOCAL, settings.style(), phase, budget);
    SharedPort port =
        new SharedPort(owner, settings, table, OpenPort.open(binding, door, limits, stalls));
    open.add(port);
    return port;
  }

  /// The port closes with the last who has a part in it.
  synchronized void leave(SidePort part) {
    SharedPort port = part.shared();
    if (open.contains(port) && port.leave()) {
      open.remove(port);
      port.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.forEach(SharedPort::close);
    open.clear();
  }
}
