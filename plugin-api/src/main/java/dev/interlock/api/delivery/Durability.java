package dev.interlock.api.delivery;

/// Where a target's deliveries wait.
public enum Durability {
  /// In memory, bounded: a full queue drops its oldest and counts it; what the process takes with
  /// it is lost.
  MEMORY,
  /// In the store: what is accepted survives the process and the power.
  DURABLE
}
