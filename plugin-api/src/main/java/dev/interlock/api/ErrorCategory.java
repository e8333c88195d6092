package dev.interlock.api;

/// Whose fault an error is.
public enum ErrorCategory {
  /// The caller's or the operator's: 4xx.
  USER,
  /// Too much at once: 503, try again later.
  BUSY,
  /// The store can't be reached, or is full: 503.
  UNAVAILABLE,
  /// A connector's: 500.
  PLUGIN,
  /// A responder's: 502.
  RESPONDER,
  /// Interlock's own: 500.
  INTERNAL
}
