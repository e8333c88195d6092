package dev.interlock.host.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.interlock.api.InvalidInputException.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Validates JSON against one schema. Thread-safe; knows JSON only, no Java types, and never
/// fetches a schema.
public final class SchemaValidator {

  private static final JsonMapper TREES =
      JsonMapper.builder(PayloadMapper.factory())
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Schema schema;

  public SchemaValidator(byte[] schema) {
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TREES.readTree(schema));
    this.schema.initializeValidators();
  }

  /// Each error with its dotted path, `control.duration`; `$` is the whole. Empty where the JSON is
  /// as the schema wants it.
  public List<Violation> validate(byte[] json) {
    JsonNode tree;
    try {
      tree = TREES.readTree(json);
    } catch (JacksonException e) {
      return List.of(Violations.syntax(e));
    }
    if (tree.isMissingNode()) {
      return List.of(new Violation(Violations.ROOT, "found nothing, expected JSON"));
    }
    List<Error> errors = schema.validate(tree);
    List<NodePath> otherBranches =
        errors.stream().flatMap(error -> otherBranch(error).stream()).toList();
    List<Violation> telling =
        violations(
            errors.stream()
                .filter(error -> !wantsNull(error))
                .filter(
                    error ->
                        otherBranches.stream().noneMatch(error.getEvaluationPath()::startsWith)));
    return telling.isEmpty() ? violations(errors.stream()) : telling;
  }

  private static List<Violation> violations(Stream<Error> errors) {
    return errors.map(SchemaValidator::violation).distinct().toList();
  }

  /// Where a property says that another subtype is meant, the errors of this one say nothing.
  private static Optional<NodePath> otherBranch(Error error) {
    if (!"const".equals(error.getKeyword())) {
      return Optional.empty();
    }
    NodePath path = error.getEvaluationPath();
    while (path != null && path.getNameCount() > 1) {
      if (path.getElement(path.getNameCount() - 2) instanceof String step && step.equals("anyOf")) {
        return Optional.of(path);
      }
      path = path.getParent();
    }
    return Optional.empty();
  }

  /// The null branch of an optional object says nothing where the other branch does.
  private static boolean wantsNull(Error error) {
    JsonNode expected = error.getSchemaNode();
    return "type".equals(error.getKeyword())
        && expected != null
        && (expected.isString() ? expected : expected.path("type")).asString("").equals("null");
  }

  private static Violation violation(Error error) {
    StringBuilder path = new StringBuilder();
    NodePath location = error.getInstanceLocation();
    for (int i = 0; i < location.getNameCount(); i++) {
      if (location.getElement(i) instanceof Integer index) {
        Violations.index(path, index);
      } else {
        Violations.name(path, location.getName(i));
      }
    }
    boolean ofProperty =
        "required".equals(error.getKeyword()) || "additionalProperties".equals(error.getKeyword());
    if (ofProperty && error.getProperty() != null) {
      Violations.name(path, error.getProperty());
    }
    return new Violation(Violations.whole(path), message(error));
  }

  private static String message(Error error) {
    return switch (error.getKeyword()) {
      case "required" -> "is missing";
      case "additionalProperties" -> "is unknown";
      case null, default -> error.getMessage();
    };
  }
}
