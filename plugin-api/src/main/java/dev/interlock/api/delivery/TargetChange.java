package dev.interlock.api.delivery;

/// A target's state changed by what its attempts found.
public sealed interface TargetChange {

  String target();

  /// Nothing is sent any more until it is enabled again.
  record Disabled(String target, String reason) implements TargetChange {}

  /// It delivers again after its breaker was open.
  record Recovered(String target) implements TargetChange {}
}
