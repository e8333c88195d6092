package dev.interlock.api.http;

import java.util.Optional;

/// A request that passed the host's checks. Valid until its handler returns.
public interface RouteRequest {

  /// Who calls: the name of the key, the subject (`sub`) of the token, `local` where the host needs
  /// none.
  String caller();

  /// What `{name}` stood for.
  String path(String name);

  Optional<String> query(String name);

  Optional<String> header(String name);

  /// The whole body, within the route's limit; empty where there was none.
  byte[] body();
}
