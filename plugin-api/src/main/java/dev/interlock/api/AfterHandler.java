package dev.interlock.api;

/// Told after the event. All run, at the same time; one that throws is logged, counted, and harms
/// nobody.
@FunctionalInterface
public interface AfterHandler<I, R> {
  void accept(Completion<I, R> completion) throws Exception;
}
