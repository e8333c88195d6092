package dev.interlock.host.http;

/// Says how the host is. Called on request threads; quick.
@FunctionalInterface
public interface ReadinessSource {
  Readiness readiness();
}
