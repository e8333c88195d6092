package dev.interlock.host.http;

/// How far a host is, as its ports show it.
public enum Phase {
  /// No connector is there yet: only `/healthz` and `/readyz` answer.
  STARTING,
  /// A connector isn't running: what is there answers, and an unknown path may be its.
  NOT_READY,
  SERVING
}
