package dev.interlock.api.delivery;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which deliveries a list shows. Null: any.
///
/// @param states empty: any
/// @param after not those that were created at or before
/// @param before not those that were created at or after
public record DeliveryFilter(
    @Nullable String target,
    Set<DeliveryState> states,
    @Nullable Instant after,
    @Nullable Instant before) {

  public static final DeliveryFilter ANY = new DeliveryFilter(null, Set.of(), null, null);

  public DeliveryFilter {
    states = Set.copyOf(states);
  }
}
