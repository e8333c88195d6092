package dev.interlock.host.http;

import java.util.List;

/// Who calls, and what they may do. Immutable.
///
/// @param name of the key
record Caller(String name, List<Grant> grants) {

  /// Anybody on this machine, where no keys are configured.
  static final Caller LOCAL =
      new Caller("local", List.of(new Grant.Publish("*"), new Grant.Read(), new Grant.Manage()));

  /// Nobody in particular: a route that needs no key.
  static final Caller ANONYMOUS = new Caller("anonymous", List.of());

  Caller {
    grants = List.copyOf(grants);
  }

  boolean mayRead() {
    return grants.stream().anyMatch(Grant.Read.class::isInstance);
  }

  boolean mayManage() {
    return grants.stream().anyMatch(Grant.Manage.class::isInstance);
  }

  boolean mayPublish(String event) {
    return grants.stream()
        .anyMatch(grant -> grant instanceof Grant.Publish publish && publish.covers(event));
  }
}
