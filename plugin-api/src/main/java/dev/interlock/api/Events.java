package dev.interlock.api;

/// Publishes events and handles them. Thread-safe. A veto is said only by `before` and `replacing`.
public interface Events {

  /// Publishes on the calling thread and returns when the event has ended. Inputs are validated
  /// first.
  ///
  /// @throws InvalidInputException where the input breaks a constraint
  /// @throws RefusedException where too many dispatches wait, or events nest too deep
  default <I, R> Outcome<R> publish(Event<I, R> event, I input) {
    return publish(event, input, PublishOptions.DEFAULT);
  }

  /// @throws UnknownConnectorException where `options` names a connector that isn't there
  <I, R> Outcome<R> publish(Event<I, R> event, I input, PublishOptions options);

  /// For an event without input.
  <R> Outcome<R> publish(Event<Void, R> event);

  /// Publishes an event of another connector, by name; input and results are JSON. `Json.NULL`
  /// where it takes no input.
  ///
  /// @throws UnknownEventException where no connector defines the event
  Outcome<Json> publish(String event, Json input, PublishOptions options);

  default <I, R> Registration before(Event<I, R> event, BeforeHandler<I> handler) {
    return before(event, handler, HandlerOptions.DEFAULT);
  }

  <I, R> Registration before(Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options);

  /// A before handler that may replace the input. Replacers run first, one after another, lower
  /// priority first.
  default <I, R> Registration replacing(Event<I, R> event, int priority, BeforeHandler<I> handler) {
    return replacing(event, handler, HandlerOptions.DEFAULT.withPriority(priority));
  }

  <I, R> Registration replacing(
      Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options);

  default <I, R> Registration on(Event<I, R> event, OnHandler<I, R> handler) {
    return on(event, handler, HandlerOptions.DEFAULT);
  }

  <I, R> Registration on(Event<I, R> event, OnHandler<I, R> handler, HandlerOptions options);

  default <I, R> Registration after(Event<I, R> event, AfterHandler<I, R> handler) {
    return after(event, handler, HandlerOptions.DEFAULT);
  }

  <I, R> Registration after(Event<I, R> event, AfterHandler<I, R> handler, HandlerOptions options);

  /// Every event that the before-pattern matches, those of connectors that come later too.
  Registration before(EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options);

  Registration replacing(
      EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options);

  /// Every event that the after-pattern matches, those of connectors that come later too.
  Registration after(EventPattern pattern, PayloadAfterHandler handler, HandlerOptions options);
}
