package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.Routes;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.bus.UseCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The routes, descriptions and ports of one start of a connector. Thread-safe.
final class ConnectorStage implements Staged<Routes> {

  private final Documentation documentation;
  private final UseCount requests = new UseCount();
  private final StagedRoutes own;
  private final ConnectorRoutes routes;
  private final String owner;
  private final SidePorts ports;

  /// Guarded by `this`, as is `opened`. The value is null until it is described to callers.
  private final Map<Registration, Json> descriptions = new LinkedHashMap<>();

  private final Map<Registration, Registration> described = new LinkedHashMap<>();
  private final List<SidePort> listeners = new ArrayList<>();
  private boolean opened;

  ConnectorStage(
      String owner,
      RouteTable table,
      Documentation documentation,
      SidePorts ports,
      BooleanSupplier served) {
    this.owner = owner;
    this.documentation = documentation;
    this.ports = ports;
    this.own = new StagedRoutes(table);
    this.routes = new ConnectorRoutes(owner, this, own, served);
  }

  @Override
  public Routes services() {
    return routes;
  }

  UseCount requests() {
    return requests;
  }

  synchronized Registration describe(Json openApi) {
    Documentation.requireObject(owner, openApi);
    Registration registration = new Description();
    descriptions.put(registration, openApi);
    if (opened) {
      described.put(registration, documentation.add(owner, openApi));
    }
    return registration;
  }

  private final class Description implements Registration {
    @Override
    public void close() {
      undescribe(this);
    }
  }

  private synchronized void undescribe(Registration registration) {
    descriptions.remove(registration);
    Registration shown = described.remove(registration);
    if (shown != null) {
      shown.close();
    }
  }

  synchronized SidePort listen(ListenerSettings settings) {
    SidePort port = ports.open(owner, this, settings);
    listeners.add(port);
    if (opened) {
      port.open();
    }
    return port;
  }

  synchronized void forget(SidePort port) {
    listeners.remove(port);
  }

  @Override
  public void open(@Nullable Staged<Routes> predecessor) {
    ConnectorStage before = (ConnectorStage) predecessor;
    synchronized (this) {
      opened = true;
      own.open(before == null ? null : before.own);
      descriptions.forEach(
          (registration, openApi) ->
              described.put(registration, documentation.add(owner, openApi)));
      listeners.forEach(SidePort::open);
    }
    if (before != null) {
      before.undescribeAll();
    }
  }

  private synchronized void undescribeAll() {
    described.values().forEach(Registration::close);
    described.clear();
  }

  @Override
  public CompletableFuture<Void> retire() {
    return requests.retire();
  }

  @Override
  public void close() {
    own.close();
    undescribeAll();
    List<SidePort> open;
    synchronized (this) {
      open = List.copyOf(listeners);
    }
    open.forEach(SidePort::close);
  }
}
