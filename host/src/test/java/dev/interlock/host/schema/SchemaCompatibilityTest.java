package dev.interlock.host.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCompatibilityTest {

  record Reading(@NotNull String unit, double value) {}

  record Measured(@NotNull String service, @Size(max = 10) List<Reading> readings) {}

  record MeasuredMore(
      @NotNull String service, @Size(max = 10) List<Reading> readings, String comment) {}

  record Retyped(@NotNull String service, @Size(max = 10) List<String> readings) {}

  record Demanding(
      @NotNull String service,
      @NotNull @Size(max = 10) List<Reading> readings,
      @Max(3) int tries) {}

  record Outcome(@JsonProperty(required = true) @NotNull String verdict) {}

  record OutcomeOptional(String verdict) {}

  private static byte[] schema(Class<?> input, Class<?> result) {
    try (TypeMapping mapping = new TypeMapping()) {
      return new EventSchemas(mapping)
          .body(Event.of("measured", input, result), Preposition.AFTER)
          .clone();
    }
  }

  @Test
  void findsNothingInTheSameSchema() {
    byte[] schema = schema(Measured.class, Outcome.class);

    assertThat(SchemaCompatibility.breaks(schema, schema)).isEmpty();
  }

  @Test
  void letsAnOptionalPropertyBeAdded() {
    assertThat(
            SchemaCompatibility.breaks(
                schema(Measured.class, Outcome.class), schema(MeasuredMore.class, Outcome.class)))
        .isEmpty();
  }

  @Test
  void namesAPropertyThatIsGone() {
    assertThat(
            SchemaCompatibility.breaks(
                schema(MeasuredMore.class, Outcome.class), schema(Measured.class, Outcome.class)))
        .containsExactly("parameters.comment: removed");
  }

  @Test
  void namesAPropertyOfAnotherType() {
    assertThat(
            SchemaCompatibility.breaks(
                schema(Measured.class, Outcome.class), schema(Retyped.class, Outcome.class)))
        .anyMatch(line -> line.matches("parameters\\.readings\\[\\]: retyped, .* to string.*"));
  }

  @Test
  void namesInputThatIsDemandedOrNarrowed() {
    assertThat(
            SchemaCompatibility.breaks(
                schema(Measured.class, Outcome.class), schema(Demanding.class, Outcome.class)))
        .anyMatch(line -> line.startsWith("parameters.readings: "))
        .noneMatch(line -> line.contains("service"));
  }

  @Test
  void namesAResultThatNeedNoLongerBeThere() {
    assertThat(
            SchemaCompatibility.breaks(
                schema(Measured.class, Outcome.class),
                schema(Measured.class, OutcomeOptional.class)))
        .contains("results[].value.verdict: made optional");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"minimum": 1}            | {"minimum": 2}            | narrowed, minimum 2 instead of 1
          {"minimum": 2}            | {"minimum": 1}            |
          {}                        | {"maximum": 5}            | narrowed, maximum 5
          {"maxLength": 9}          | {"maxLength": 4}          | narrowed, maxLength 4 instead of 9
          {"enum": ["a", "b"]}      | {"enum": ["a"]}           | narrowed, without b
          {"enum": ["a"]}           | {"enum": ["a", "b"]}      |
          {}                        | {"enum": ["a"]}           | narrowed, only ["a"]
          {"pattern": "x"}          | {"pattern": "y"}          | narrowed, pattern "y"
          {"pattern": "x"}          | {}                        |
          {"uniqueItems": false}    | {"uniqueItems": true}     | narrowed, uniqueItems
          {"type": "integer"}       | {"type": "string"}        | retyped, from integer to string
          {"type": "string"}        | {"type": ["string","null"]} | retyped, from string to null or string
          """)
  void comparesConstraintsOfInput(String before, String after, String difference) {
    List<String> found = SchemaCompatibility.breaks(parameters(before), parameters(after));

    if (difference == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).containsExactly("parameters.x: " + difference);
    }
  }

  private static byte[] parameters(String property) {
    return """
    {"properties": {"parameters": {"type": "object", "properties": {"x": %s}}}}
    """
        .formatted(property)
        .getBytes(UTF_8);
  }

  @Test
  void followsTypesThatContainThemselves() {
    String schema =
        """
        {"properties": {"parameters": {"$ref": "#/$defs/Node"}},
         "$defs": {"Node": {"type": "object",
           "properties": {"child": {"$ref": "#/$defs/Node"}, "name": {"type": "%s"}}}}}
        """;

    assertThat(
            SchemaCompatibility.breaks(
                schema.formatted("string").getBytes(UTF_8),
                schema.formatted("integer").getBytes(UTF_8)))
        .containsExactly("parameters.name: retyped, from string to integer");
  }
}
