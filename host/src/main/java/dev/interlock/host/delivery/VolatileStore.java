package dev.interlock.host.delivery;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A store whose calls never block, and that forgets: it is bounded, and gone with the process.
public interface VolatileStore extends DeliveryStore {

  /// Tells `listener` of deliveries that a full queue let go, on the thread that made it full, and
  /// under no lock. Called once, before the first delivery.
  void onDropped(Consumer<List<Leased>> listener);

  /// When a target's next delivery is due, by the ticker; the past for one that waits already.
  /// Empty where nothing waits but behind others.
  OptionalLong nextDue(String target);

  /// Every delay of a target passes at once.
  void hurry(String target);

  /// Removes and gives what waits for a target. What is leased stays.
  List<Leased> remove(String target);

  /// Forgets a target and all that is known of it, whatever is leased included.
  void forget(String target);
}
