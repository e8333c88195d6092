package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The deliveries of the store, to look at and to act on. Targets go by `CONNECTOR/NAME`; a `scope`
/// is the beginning of their names (`CONNECTOR/`, or empty for all). Calls block; thread-safe.
public interface DeliveryArchive {

  List<DeliveryView> list(String scope, DeliveryFilter filter, Page page);

  Optional<DeliveryView> find(String scope, UUID id);

  Optional<DeliveryView> find(String scope, long number);

  List<AttemptView> attempts(String scope, AttemptFilter filter, Page page);

  Optional<AttemptView> findAttempt(String scope, UUID id);

  /// See `Deliveries.retry`.
  boolean retry(String scope, UUID id);

  /// See `Deliveries.retryAll`.
  long retryAll(String target, Set<DeliveryState> states, Instant since);

  /// See `Deliveries.cancel`.
  boolean cancel(String scope, UUID id);

  boolean delete(String scope, UUID id);

  void deleteAll(String target);
}
