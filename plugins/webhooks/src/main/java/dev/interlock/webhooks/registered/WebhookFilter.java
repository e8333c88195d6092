package dev.interlock.webhooks.registered;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which webhooks a list shows. Null: any.
///
/// @param after not those that were created at or before
/// @param before not those that were created at or after
public record WebhookFilter(
    @Nullable Boolean active, @Nullable Instant after, @Nullable Instant before) {

  public boolean covers(boolean isActive, Instant createdAt) {
    return (active == null || active == isActive)
        && (after == null || createdAt.isAfter(after))
        && (before == null || createdAt.isBefore(before));
  }
}
