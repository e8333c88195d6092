package dev.interlock.testkit;

import java.time.Duration;

/// One request at a responder, as its `ArrivalLog` has it. Times count from the log's beginning, by
/// the system's monotonic clock.
///
/// @param number its place in the log, from 0
/// @param target path and query
/// @param delivery its `webhook-id`; `-` where it had none
/// @param attempt its `webhook-attempt`; 0 where it had none
/// @param digest of its body, SHA-256 in hex
/// @param began when it had come as a whole
public record Arrival(
    long number,
    String target,
    String delivery,
    int attempt,
    Position position,
    String digest,
    Duration began,
    Ending ending) {

  /// What became of a request.
  ///
  /// @param at just before the reply's first byte was sent, or when the connection turned out to be
  ///   broken; the log's end where neither happened
  /// @param status of the reply; 0 for none, or one that is no HTTP
  public record Ending(Duration at, int status) {

    /// Whether it was taken: a responder that answers so has what was sent.
    public boolean taken() {
      return status >= 200 && status < 300;
    }
  }

  @Override
  public String toString() {
    return "%,12.3f ms to %,12.3f ms  %s %s attempt=%d %s body=%s status=%d"
        .formatted(
            began.toNanos() / 1e6,
            ending.at().toNanos() / 1e6,
            target,
            position,
            attempt,
            delivery,
            digest.substring(0, Math.min(12, digest.length())),
            ending.status());
  }
}
