package dev.interlock.api.delivery;

import dev.interlock.api.Registration;
import java.util.Optional;

/// A registered target. `close` leaves its deliveries where they are: whoever registers the name
/// again goes on with them.
public interface DeliveryQueue extends Registration {

  /// Hands over a delivery. Below an after handler durable ones are committed together, before
  /// `publish` returns; anywhere else this returns when it is on disk. To memory it never blocks.
  ///
  /// @throws NotStoredException where it can't be accepted: the backlog is full, or the store fails
  void enqueue(NewDelivery delivery);

  /// Why a delivery could not be accepted now, so far as is known beforehand: the disk, the
  /// backlog. Quick; empty where nothing is known against it.
  Optional<String> refusal();

  /// How this target stands.
  TargetStatus status();

  /// Whether an attempt that goes another way (a before webhook) may be made now; false while the
  /// breaker is open, but for probes. Whoever was let through says how it went.
  boolean permit();

  /// How such an attempt went: it counts for the breaker.
  void observed(boolean succeeded);

  /// No further deliveries are taken on; those that wait are set aside, `PARKED`.
  void retire();
}
