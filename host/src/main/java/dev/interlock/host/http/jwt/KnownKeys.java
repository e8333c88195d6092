package dev.interlock.host.http.jwt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is known of the issuer's keys, and how to know more.
interface KnownKeys {

  /// @param keys null where there are none that may still be used
  /// @param failure why the last question for them had no answer; null where it had one
  /// @param again when they may be asked for again
  record Known(@Nullable SigningKeys keys, @Nullable String failure, Duration again) {}

  Known known();

  /// Where `before` has not the key that is looked for.
  Known refreshed(Known before);
}
