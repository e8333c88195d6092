package dev.interlock.api;

/// Asked before the event. Runs on a virtual thread of its own, at the same time as the other
/// before handlers, unless it was registered as inline; interrupted at the event's deadline.
@FunctionalInterface
public interface BeforeHandler<I> {
  Decision<I> decide(I input) throws Exception;
}
