package dev.interlock.host.http;

import dev.interlock.api.http.RouteStyle;
import dev.interlock.host.bus.UseCount;
import dev.interlock.host.http.Route.Access;

/// The routes of the host itself; `openapi.json` describes the same.
final class HostRoutes {

  static final String OWNER = "interlock";

  private final RouteTable table;
  private final UseCount requests = new UseCount();
  private final long maxBody;

  HostRoutes(RouteTable table, long maxBody) {
    this.table = table;
    this.maxBody = maxBody;
  }

  void add(EventEndpoints events) {
    add("GET", "/v1/events", Access.READ, events::list);
    add("GET", "/v1/events/{name}/schema", Access.READ, events::schema);
    add("POST", "/v1/events/{name}", Access.KEY, events::publish);
  }

  void add(SchemaEndpoint schemas) {
    add("POST", "/v1/events/{name}/schema/accept", Access.MANAGE, schemas::accept);
  }

  void add(DispatchEndpoints dispatches) {
    add("GET", "/v1/dispatches/{id}", Access.KEY, dispatches::show);
    add("GET", "/v1/dispatches/{id}/progress", Access.KEY, dispatches::progress);
    add("DELETE", "/v1/dispatches/{id}", Access.KEY, dispatches::abort);
  }

  void add(HealthEndpoints health) {
    add("GET", "/healthz", Access.NONE, health::alive);
    add("GET", "/readyz", Access.NONE, health::ready);
    add("GET", "/metrics", Access.READ, health::metrics);
  }

  void add(Documentation documentation) {
    add("GET", "/openapi.json", Access.READ, documentation::openApi);
    add("GET", "/docs", Access.READ, documentation::page);
  }

  private void add(String method, String path, Access access, Endpoint endpoint) {
    Route.Terms terms = new Route.Terms(access, maxBody, RouteStyle.USUAL);
    table.add(new Route(OWNER, method, PathTemplate.parse(path), terms, endpoint, requests));
  }
}
