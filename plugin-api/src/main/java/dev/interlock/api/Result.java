package dev.interlock.api;

import org.jspecify.annotations.Nullable;

/// What one `on` handler returned; null where the event has no result.
public record Result<R>(String connector, @Nullable R value) {}
