package dev.interlock.webhooks.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.interlock.api.settings.InvalidSetting;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles expressions; loading this class loads CEL. What was compiled last is kept, since a file
/// is read several times before it is taken over. Thread-safe.
final class Expressions {

  private static final int LONGEST = 4096;
  private static final int MOST_KEPT = 256;
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(100)
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(1000)
          .build();
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("body", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

  /// By text; guarded by itself.
  private static final Map<String, CelAbstractSyntaxTree> KEPT =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CelAbstractSyntaxTree> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private Expressions() {}

  static Expression compile(String key, String text, Expression.Gives gives) {
    try {
      CelAbstractSyntaxTree tree = tree(text);
      CelKind kind = tree.getResultType().kind();
      if (gives == Expression.Gives.TRUTH && kind != CelKind.BOOL && kind != CelKind.DYN) {
        throw new InvalidSetting(
            key, "it gives " + tree.getResultType().name() + ", expected true or false");
      }
      return new CelExpression(text, RUNTIME.createProgram(tree));
    } catch (CelValidationException e) {
      throw invalid(key, e);
    } catch (CelEvaluationException e) {
      InvalidSetting invalid = new InvalidSetting(key, String.valueOf(e.getMessage()));
      invalid.initCause(e);
      throw invalid;
    }
  }

  private static CelAbstractSyntaxTree tree(String text) throws CelValidationException {
    synchronized (KEPT) {
      CelAbstractSyntaxTree kept = KEPT.get(text);
      if (kept == null) {
        kept = COMPILER.compile(text).getAst();
        KEPT.put(text, kept);
      }
      return kept;
    }
  }

  private static InvalidSetting invalid(String key, CelValidationException failure) {
    StringBuilder message = new StringBuilder();
    for (CelIssue issue : failure.getErrors()) {
      if (message.length() < 500) {
        message.append(message.isEmpty() ? "" : "; ");
        int line = issue.getSourceLocation().getLine();
        if (line > 1) {
          message.append("line ").append(line).append(", ");
        }
        message
            .append("column ")
            .append(issue.getSourceLocation().getColumn() + 1)
            .append(": ")
            .append(issue.getMessage());
      }
    }
    InvalidSetting invalid =
        new InvalidSetting(
            key, message.isEmpty() ? String.valueOf(failure.getMessage()) : message.toString());
    invalid.initCause(failure);
    return invalid;
  }
}
