package dev.interlock.host.bus;

import java.time.Duration;
import java.util.Map;

/// What the bus is told by the operator.
///
/// @param assembly the assembly's name: `source.assembly` of every body
/// @param beforeDeadlines by event name; every other event has `DEFAULT_BEFORE_DEADLINE`
public record BusSettings(String assembly, Map<String, Duration> beforeDeadlines) {

  public static final Duration DEFAULT_BEFORE_DEADLINE = Duration.ofSeconds(10);

  /// Dispatches of one event at the same time; one more is refused.
  public static final int MAX_WAITING = 64;

  /// How deep events may cause events, across hosts.
  public static final int MAX_DEPTH = 8;

  public BusSettings {
    beforeDeadlines = Map.copyOf(beforeDeadlines);
  }

  Duration beforeDeadline(String event) {
    return beforeDeadlines.getOrDefault(event, DEFAULT_BEFORE_DEADLINE);
  }
}
