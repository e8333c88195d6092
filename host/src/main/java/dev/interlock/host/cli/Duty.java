package dev.interlock.host.cli;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a host is started for.
///
/// @param port overrides the file's
/// @param work where it delivers
public record Duty(Mode mode, @Nullable Integer port, Work work) {

  /// Everything, as `interlock run` does.
  public static Duty all(@Nullable Integer port) {
    return new Duty(Mode.ALL, port, Work.EVERYTHING);
  }

  /// Which parts of a host run.
  public enum Mode {
    ALL,
    /// It accepts durable deliveries, and leaves them to others.
    SERVER,
    /// It delivers; no schedules, no events from outside, no API.
    WORKER
  }

  /// How a worker works.
  ///
  /// @param destination the only one it delivers to: a forwarder's id, or `CONNECTOR/TARGET`
  /// @param tries in all, instead of those of the targets
  /// @param delay between tries, instead of those of the targets
  /// @param drains whether it ends when nothing is left
  public record Work(
      @Nullable String destination,
      @Nullable Integer tries,
      @Nullable Duration delay,
      boolean drains) {

    public static final Work EVERYTHING = new Work(null, null, null, false);

    /// Which targets, by `CONNECTOR/TARGET`.
    public Predicate<String> targets() {
      if (destination == null) {
        return target -> true;
      }
      boolean isId = destination.chars().allMatch(Character::isDigit);
      String name = isId ? "webhooks/relay-" + destination : destination;
      return name::equals;
    }
  }
}
