package dev.interlock.webhooks.command;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request that `listen` got.
///
/// @param headers a header's value by its name, whatever its case; null where there is none
record Arrival(
    String method, String target, Function<String, @Nullable String> headers, byte[] body) {}
