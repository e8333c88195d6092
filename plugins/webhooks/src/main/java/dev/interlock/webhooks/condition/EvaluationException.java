package dev.interlock.webhooks.condition;

/// An expression that the file gives could not be evaluated over one body: a key that isn't there,
/// a type that doesn't fit, too much work. The message bears nothing of the body's values.
public final class EvaluationException extends Exception {

  private static final long serialVersionUID = 1L;

  EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }

  EvaluationException(String message) {
    super(message);
  }
}
