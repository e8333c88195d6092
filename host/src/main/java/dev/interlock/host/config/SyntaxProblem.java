package dev.interlock.host.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// A syntax error of YAML in words for whoever wrote the file.
///
/// @param line from 1
/// @param column from 1
record SyntaxProblem(int line, int column, String message) {

  private static final String QUOTE_REFERENCE = "inside {…} or […] a reference must be quoted: \"${env:NAME}\"";

  static SyntaxProblem of(MarkedYAMLException problem, String text) {
    @Nullable Mark mark = problem.getProblemMark() == null ? problem.getContextMark() : problem.getProblemMark();
    if (mark == null) {
      return new SyntaxProblem(0, 0, message(problem));
    }
    int line = mark.getLine() + 1;
    if (followsDollar(mark, text)) {
      return new SyntaxProblem(line, mark.getColumn(), QUOTE_REFERENCE);
    }
    return new SyntaxProblem(line, mark.getColumn() + 1, message(problem));
  }

  /// Outside quotes, `${` in a flow collection reads as `$` and the start of a mapping, which nothing allows there.
  private static boolean followsDollar(Mark mark, String text) {
    Optional<String> line = text.lines().skip(mark.getLine()).findFirst();
    if (line.isEmpty() || mark.getColumn() == 0) {
      return false;
    }
    int[] characters = line.get().codePoints().toArray();
    int at = mark.getColumn();
    return at < characters.length && characters[at] == '{' && characters[at - 1] == '$';
  }

  private static String message(MarkedYAMLException problem) {
    String what = problem.getProblem() == null ? "" : problem.getProblem().strip().replaceAll("\\s+", " ");
    String context = problem.getContext() == null ? "" : problem.getContext();
    if (what.contains("(TAB)") || what.contains("\\t")) {
      return "found a tab where YAML takes only spaces";
    }
    if (context.toLowerCase(Locale.ROOT).contains("tag") || what.contains("undefined tag handle")) {
      return "found a value that begins with !, which must be quoted: \"!after:check\"";
    }
    if (what.contains("single document")) {
      return "found a second document (---), expected one";
    }
    if (what.startsWith("mapping values are not allowed")) {
      return "found another \": \" in one line; quote the value, or indent what belongs below";
    }
    return "not YAML: " + what + (context.isEmpty() ? "" : " (" + context.strip().replaceAll("\\s+", " ") + ")");
  }

  static String tag(String tag) {
    String shown = tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring("tag:yaml.org,2002:".length()) : tag;
    return "found the tag "
        + Found.quoted(shown, 80)
        + ", but tags are not taken; a value that begins with ! must be quoted: "
        + Found.quoted(shown, 80);
  }
}
