package dev.interlock.api;

/// A before handler of a pattern: sees the payload as JSON bytes. To replace the input it gives the
/// new `parameters` as JSON.
@FunctionalInterface
public interface PayloadBeforeHandler {
  Decision<Json> decide(EventPayload payload) throws Exception;
}
