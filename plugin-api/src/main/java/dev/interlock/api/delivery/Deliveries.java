package dev.interlock.api.delivery;

import dev.interlock.api.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The host's delivery queue, as one connector sees it: only its own targets, by their names within
/// the connector. Lists and single deliveries are those of the store; memory shows only in
/// `TargetStatus`. Thread-safe.
public interface Deliveries {

  /// Registers a target, or replaces its definition: an attempt under way keeps the one that it
  /// began with, the next goes by this. Deliveries that wait under its name are taken up.
  DeliveryQueue open(Target target, Transport transport);

  /// What waits for a target that can't be opened now, as it is switched off or something of it is
  /// missing, goes on waiting until the registration is closed: what no host knows for a minute
  /// would be set aside.
  ///
  /// @param problem what is wrong, which shows in `check` and `/readyz`; empty where nothing is
  Registration keep(String target, String problem);

  /// How long what has ended is kept, with its attempts; 30 days unless told. Where several
  /// connectors say so, the longest counts for all.
  void retain(Duration retention);

  /// Newest first, or as the page says.
  List<DeliveryView> list(DeliveryFilter filter, Page page);

  Optional<DeliveryView> find(UUID id);

  /// By its place among all deliveries.
  Optional<DeliveryView> find(long number);

  List<AttemptView> attempts(AttemptFilter filter, Page page);

  Optional<AttemptView> findAttempt(UUID id);

  /// Has a delivery tried again at once, with fresh tries and expiry: one that waits, or one that
  /// was given up, set aside, expired, cancelled or delivered. False where there is none.
  boolean retry(UUID id);

  /// Has everything retried that ended in one of `states` since then; gives how many.
  long retryAll(String target, Set<DeliveryState> states, Instant since);

  /// Ends an open or held delivery, `CANCELLED`; its key goes on. False where none such is there.
  boolean cancel(UUID id);

  /// Removes a delivery with its attempts, whatever its state. False where there is none.
  boolean delete(UUID id);

  /// Removes every delivery of a target, and what is known of the target.
  void deleteAll(String target);

  /// How a target stands, registered or not.
  TargetStatus status(String target);

  /// Nothing is sent until `resume`; deliveries are still accepted.
  void pause(String target);

  void resume(String target);

  /// Nothing is sent until `enable`.
  void disable(String target, String reason);

  /// Ends `disable`, closes the breaker and forgets failures.
  void enable(String target);
}
