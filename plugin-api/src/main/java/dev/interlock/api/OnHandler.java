package dev.interlock.api;

import org.jspecify.annotations.Nullable;

/// Does the event's work. One after another in registration order, or at the same time where the
/// event is concurrent.
@FunctionalInterface
public interface OnHandler<I, R> {
  @Nullable R handle(I input) throws Exception;
}
