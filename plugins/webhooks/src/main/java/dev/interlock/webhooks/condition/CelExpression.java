package dev.interlock.webhooks.condition;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationListener;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An expression by CEL. Each part that is evaluated costs 1, and one that makes a text or a list
/// as much as that is long: beyond ten million it is given up. What comprehensions and regular
/// expressions may do is bounded by the compiler's options.
record CelExpression(String text, CelRuntime.Program program) implements Expression {

  private static final long MOST_COST = 10_000_000;

  @Override
  public Object evaluate(EventBody body) throws EvaluationException {
    try {
      return program.trace(Map.of("body", body.value()), new Meter());
    } catch (CelEvaluationException e) {
      throw new EvaluationException(said(e), e);
    } catch (TooCostlyException e) {
      throw new EvaluationException("it costs too much", e);
    }
  }

  /// Only messages that name keys and types: others may quote what stands in the body.
  private static String said(CelEvaluationException failure) {
    if (failure.getCause() instanceof TooCostlyException) {
      return "it costs too much";
    }
    return switch (failure.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND, OVERLOAD_NOT_FOUND, ITERATION_BUDGET_EXCEEDED ->
          String.valueOf(failure.getMessage());
      default -> failure.getErrorCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class TooCostlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostlyException() {
      super("too costly", null, false, false);
    }
  }

  /// Counts the cost of one evaluation.
  private static final class Meter implements CelEvaluationListener {
    private long cost;

    @Override
    public void callback(CelExpr expression, Object value) {
      cost += 1 + (expression.exprKind().getKind() == Kind.CALL ? size(value) : 0);
      if (cost > MOST_COST) {
        throw new TooCostlyException();
      }
    }

    private static long size(Object value) {
      return switch (value) {
        case String made -> made.length();
        case List<?> made -> made.size();
        default -> 0;
      };
    }
  }
}
