package dev.interlock.webhooks.condition;

/// `when`: whether an event is told. Immutable, thread-safe.
public final class Condition {

  private final Expression expression;

  private Condition(Expression expression) {
    this.expression = expression;
  }

  /// @throws dev.interlock.api.settings.InvalidSetting of `when`, where `text` is no expression
  ///   that gives true or false
  public static Condition compile(String text) {
    return new Condition(Expression.compile("when", text, Expression.Gives.TRUTH));
  }

  /// @throws EvaluationException where this body has no answer
  public boolean holds(EventBody body) throws EvaluationException {
    if (expression.evaluate(body) instanceof Boolean truth) {
      return truth;
    }
    throw new EvaluationException("it gave neither true nor false");
  }

  @Override
  public String toString() {
    return expression.toString();
  }
}
