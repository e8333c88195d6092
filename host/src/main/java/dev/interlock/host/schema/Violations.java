package dev.interlock.host.schema;

import dev.interlock.api.InvalidInputException.Violation;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Jackson's exceptions as violations with dotted paths: `adjustments[0].value`; `$` is the whole.
final class Violations {

  static final String ROOT = "$";

  private Violations() {}

  static List<Violation> of(JacksonException failure) {
    return switch (failure) {
      case DatabindException mismatch -> List.of(new Violation(path(mismatch), message(mismatch)));
      case StreamReadException syntax -> List.of(syntax(syntax));
      default -> List.of(new Violation(ROOT, tidy(failure.getOriginalMessage())));
    };
  }

  static Violation syntax(JacksonException failure) {
    var at = failure.getLocation();
    String where =
        at == null ? "" : "line " + at.getLineNr() + " column " + at.getColumnNr() + ": ";
    return new Violation(ROOT, "is not JSON: " + where + tidy(failure.getOriginalMessage()));
  }

  private static String message(DatabindException mismatch) {
    return switch (mismatch) {
      case UnrecognizedPropertyException unknown ->
          "is unknown, expected one of " + unknown.getKnownPropertyIds();
      case ValueInstantiationException refused when refused.getCause() != null ->
          reason(refused.getCause());
      case InvalidFormatException format -> tidy(format.getOriginalMessage());
      default -> tidy(mismatch.getOriginalMessage());
    };
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /// Leaves out Java's names, which mean nothing to whoever sent the JSON.
  private static String tidy(String message) {
    String first = message.lines().findFirst().orElse("");
    return first
        .replaceFirst(
            "^Cannot (?:deserialize|coerce) value of type `[^`]*` (?:from|value) ", "found ")
        .replaceFirst("^Cannot construct instance of `[^`]*`(?: \\(.*?\\))?[:,] ", "")
        .replaceFirst(" \\((?:start marker|but could if).*$", "")
        .replaceAll(" \\(token `JsonToken\\.[A-Z_]*`\\)", "")
        .replaceAll("`?(?:[a-z][a-z0-9_]*\\.){2,}[A-Za-z0-9_.$]+`?", "value");
  }

  private static String path(JacksonException failure) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : failure.getPath()) {
      if (step.getPropertyName() == null) {
        index(path, step.getIndex());
      } else {
        name(path, step.getPropertyName());
      }
    }
    return whole(path);
  }

  static void name(StringBuilder path, String name) {
    path.append(path.isEmpty() ? "" : ".").append(name);
  }

  static void index(StringBuilder path, int index) {
    path.append('[').append(index).append(']');
  }

  static String whole(StringBuilder path) {
    return path.isEmpty() ? ROOT : path.toString();
  }
}
