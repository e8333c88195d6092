package dev.interlock.host.plugin;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;

/// A connector's routes for as long as it runs: afterwards nothing more can be added.
record ScopedRoutes(Routes routes, ConnectorScope owner) implements Routes {

  @Override
  public Registration route(
      String method, String path, Scope scope, ByteSize maxBody, RouteHandler handler) {
    return owner.registering(() -> routes.route(method, path, scope, maxBody, handler));
  }

  @Override
  public Routes styled(RouteStyle style) {
    return new ScopedRoutes(routes.styled(style), owner);
  }

  @Override
  public Registration describe(Json openApi) {
    return owner.registering(() -> routes.describe(openApi));
  }

  @Override
  public boolean served() {
    return routes.served();
  }

  @Override
  public Listener listen(ListenerSettings settings) {
    return owner.registering(() -> routes.listen(settings));
  }
}
