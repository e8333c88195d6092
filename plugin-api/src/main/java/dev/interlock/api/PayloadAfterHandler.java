package dev.interlock.api;

/// An after handler of a pattern: sees the payload as JSON bytes.
@FunctionalInterface
public interface PayloadAfterHandler {
  void accept(EventPayload payload) throws Exception;
}
