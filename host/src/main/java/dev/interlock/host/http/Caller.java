package dev.interlock.host.http;

import java.util.List;

/// Who calls, and what they may do. Immutable.
///
/// @param name of the key; the subject of the token
record Caller(String name, Proof proof, List<Grant> grants) {

  /// What told who it is.
  enum Proof {
    KEY,
    TOKEN
  }

  /// Anybody on this machine, where no keys are configured.
  static final Caller LOCAL =
      new Caller(
          "local",
          Proof.KEY,
          List.of(new Grant.Publish("*"), new Grant.Read(), new Grant.Manage()));

  /// Nobody in particular: a route that needs no key.
  static final Caller ANONYMOUS = new Caller("anonymous", Proof.KEY, List.of());

  Caller {
    grants = List.copyOf(grants);
  }

  /// @param what such as "may not publish adjust"
  ProblemException forbidden(String what) {
    return switch (proof) {
      case KEY -> new ProblemException(403, "the key " + name + " " + what);
      case TOKEN ->
          new ProblemException(
              Problem.of(403, "the token of " + name + " " + what)
                  .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\""));
    };
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
