package dev.interlock.api.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which attempts a list shows. Null: any.
public record AttemptFilter(
    @Nullable String target,
    @Nullable UUID delivery,
    @Nullable Boolean succeeded,
    @Nullable Instant after,
    @Nullable Instant before) {

  public static final AttemptFilter ANY = new AttemptFilter(null, null, null, null, null);
}
