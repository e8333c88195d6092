package dev.interlock.webhooks.condition;

/// One compiled expression over `body`. Immutable, thread-safe.
interface Expression {

  /// What it must give.
  enum Gives {
    TRUTH,
    ANYTHING
  }

  /// @param key the setting that it stands in
  /// @throws dev.interlock.api.settings.InvalidSetting saying where in it something is wrong
  static Expression compile(String key, String text, Gives gives) {
    return Expressions.compile(key, text, gives);
  }

  /// Takes bounded time.
  Object evaluate(EventBody body) throws EvaluationException;
}
