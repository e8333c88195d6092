package dev.interlock.host.http;

import dev.interlock.api.http.Routes.Scope;

/// A method and a path, and who answers them.
///
/// @param owner the connector, or `interlock`
/// @param method in capitals
/// @param access what a key must be allowed to do
/// @param maxBody bytes
/// @param endpoint who answers
record Route(
    String owner,
    String method,
    PathTemplate path,
    Access access,
    long maxBody,
    Endpoint endpoint) {

  /// What a route asks of its caller.
  enum Access {
    /// No key.
    NONE,
    /// No key, and only from this machine.
    LOCAL,
    /// Any key; the endpoint itself looks at what it may do.
    KEY,
    READ,
    MANAGE;

    static Access of(Scope scope) {
      return switch (scope) {
        case NONE -> NONE;
        case LOCAL -> LOCAL;
        case READ -> READ;
        case MANAGE -> MANAGE;
      };
    }

    boolean needsKey() {
      return this != NONE && this != LOCAL;
    }

    boolean allows(Caller caller) {
      return switch (this) {
        case NONE, LOCAL, KEY -> true;
        case READ -> caller.mayRead();
        case MANAGE -> caller.mayManage();
      };
    }
  }

  boolean changes() {
    return !method.equals("GET");
  }

  @Override
  public String toString() {
    return method + " " + path.text();
  }
}
