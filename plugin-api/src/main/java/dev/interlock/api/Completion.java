package dev.interlock.api;

import java.util.List;

/// What an after handler sees.
///
/// @param input as it was after the last replacement; null where the event has none
public record Completion<I, R>(I input, List<Result<R>> results, List<HandlerError> errors) {}
