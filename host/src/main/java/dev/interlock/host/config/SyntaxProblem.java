package dev.interlock.host.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// A syntax error of YAML in words for whoever wrote the file.
///
/// @param line from 1
/// @param column from 1
record SyntaxProblem(int line, int column, String message) {

  private static final String QUOTE_REFERENCE =
      "inside {…} or […] a reference must be quoted: \"${env:NAME}\"";

  private static final String QUOTE_BANG =
      "found a value that begins with !, which must be quoted: \"!after:check\"";
  private static final Pattern BANG = Pattern.compile("[\\[{,:][ \\n]{0,99}(!)\\S");

  static SyntaxProblem of(MarkedYAMLException problem, String text) {
    @Nullable Mark mark =
        problem.getProblemMark() == null ? problem.getContextMark() : problem.getProblemMark();
    if (mark == null) {
      return new SyntaxProblem(0, 0, message(problem));
    }
    int line = mark.getLine() + 1;
    if (followsDollar(mark, text)) {
      return new SyntaxProblem(line, mark.getColumn(), QUOTE_REFERENCE);
    }
    return bangInFlow(problem, mark, text)
        .orElseGet(() -> new SyntaxProblem(line, mark.getColumn() + 1, message(problem)));
  }

  /// In a flow collection a tag takes the bracket that follows it, and the error stands at the end
  /// of the file.
  private static Optional<SyntaxProblem> bangInFlow(
      MarkedYAMLException problem, Mark end, String text) {
    @Nullable Mark start = problem.getContextMark();
    if (start == null || problem.getContext() == null || !problem.getContext().contains("flow")) {
      return Optional.empty();
    }
    int from = text.offsetByCodePoints(0, start.getIndex());
    Matcher bang =
        BANG.matcher(text)
            .region(from, text.offsetByCodePoints(from, end.getIndex() - start.getIndex()));
    if (!bang.find()) {
      return Optional.empty();
    }
    int lineStart = text.lastIndexOf('\n', bang.start(1)) + 1;
    int line =
        start.getLine()
            + 1
            + (int)
                text.substring(from, bang.start(1)).chars().filter(each -> each == '\n').count();
    return Optional.of(
        new SyntaxProblem(line, text.codePointCount(lineStart, bang.start(1)) + 1, QUOTE_BANG));
  }

  /// Outside quotes, `${` in a flow collection reads as `$` and the start of a mapping, which
  /// nothing allows there.
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
    String what =
        problem.getProblem() == null ? "" : problem.getProblem().strip().replaceAll("\\s+", " ");
    String context = problem.getContext() == null ? "" : problem.getContext();
    if (what.contains("(TAB)") || what.contains("\\t")) {
      return "found a tab where YAML takes only spaces";
    }
    if (context.toLowerCase(Locale.ROOT).contains("tag") || what.contains("undefined tag handle")) {
      return QUOTE_BANG;
    }
    if (context.contains("single document")) {
      return "found a second document (---), expected one";
    }
    if (what.startsWith("mapping values are not allowed")) {
      return "found another \": \" in one line; quote the value, or indent what belongs below";
    }
    return "not YAML: "
        + what
        + (context.isEmpty() ? "" : " (" + context.strip().replaceAll("\\s+", " ") + ")");
  }

  static String tag(String tag) {
    String shown =
        tag.startsWith("tag:yaml.org,2002:")
            ? "!!" + tag.substring("tag:yaml.org,2002:".length())
            : tag;
    return "found the tag "
        + Found.quoted(shown, 80)
        + ", but tags are not taken; a value that begins with ! must be quoted: "
        + Found.quoted(shown, 80);
  }
}
