package dev.interlock.host.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.schema.Fixtures.Circle;
import dev.interlock.host.schema.Fixtures.Control;
import dev.interlock.host.schema.Fixtures.Drawing;
import dev.interlock.host.schema.Fixtures.Kind;
import dev.interlock.host.schema.Fixtures.Load;
import dev.interlock.host.schema.Fixtures.Metric;
import dev.interlock.host.schema.Fixtures.Request;
import dev.interlock.host.schema.Fixtures.Square;
import dev.interlock.host.schema.Fixtures.Tree;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {

  private static final SchemaValidator META =
      new SchemaValidator(
          "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}".getBytes(UTF_8));

  private final TypeMapping mapping = new TypeMapping();
  private final EventSchemas schemas = new EventSchemas(mapping);

  static Stream<Event<?, ?>> events() {
    return Stream.concat(Fixtures.events().stream(), HostEvents.all().stream());
  }

  @ParameterizedTest
  @MethodSource("events")
  void everySchemaIsValidUnderTheMetaSchema(Event<?, ?> event) {
    for (byte[] schema :
        List.of(
            schemas.body(event, Preposition.BEFORE),
            schemas.body(event, Preposition.AFTER),
            schemas.input(event))) {
      assertThat(META.validate(schema)).isEmpty();
      assertThat(new String(schema, UTF_8))
          .contains("\"$schema\" : \"https://json-schema.org/draft/2020-12/schema\"");
    }
  }

  @Test
  void theMetaSchemaCanRefuse() {
    assertThat(META.validate("{\"type\":\"nonsense\"}".getBytes(UTF_8))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("events")
  void samplesAreValidAndStaySoWhenWritten(Event<?, ?> event) {
    byte[] sample = schemas.sampleInput(event);
    assertThat(new SchemaValidator(schemas.input(event)).validate(sample)).isEmpty();
    Object input = mapping.read(event.name(), sample, event.inputType());
    mapping.validate(event.name(), input, event.inputType());
    Object result =
        event.hasResult()
            ? mapping.read(event.name(), schemas.sampleResult(event), event.resultType())
            : null;

    assertThat(after(event, input, result)).isEmpty();
    assertThat(before(event, input)).isEmpty();
  }

  @Test
  void everyWrittenBodyValidates() {
    Control nothing = new Control(null, null, null, null, null, null, null);
    Control everything =
        new Control(
            Duration.ofMillis(90_500),
            new Load(new Rate(0.5), 3),
            Map.of("a", List.of(1, Map.of())),
            Instant.EPOCH,
            12.5,
            Json.of(" { \"x\" : [1.50, null] } "),
            new ByteSize(2048));
    List<Metric> metrics = List.of(new Metric("p99", null), new Metric("p50", "ms"));
    for (Control control : new Control[] {null, nothing, everything}) {
      Request request = new Request(List.of("p99"), control, Kind.FIXED_SET, null, null, 0, 0.5);
      assertThat(after(Fixtures.MEASURE, request, metrics)).isEmpty();
      assertThat(after(Fixtures.MEASURE, request, null)).isEmpty();
    }
    Tree tree = new Tree("root", List.of(new Tree("leaf", null), new Tree("twig", List.of())));
    assertThat(after(Fixtures.GROW, tree, tree)).isEmpty();
    Drawing drawing =
        new Drawing(new Square(2, new Circle(1)), List.of(new Circle(0.5), new Square(1, null)));
    assertThat(after(Fixtures.DRAW, drawing, drawing)).isEmpty();
  }

  @Test
  void wrongInputsAreRefusedEachAtItsPath() {
    assertThat(
            refused(
                Fixtures.MEASURE,
                "{\"metrics\":[],\"kind\":\"RANGE\",\"count\":\"1\",\"ratio\":0.1,\"wordForm\":\"a\"}"))
        .containsExactlyInAnyOrder("metrics", "kind", "count", "ratio", "wordForm");
    assertThat(
            refused(
                Fixtures.MEASURE,
                "{\"metrics\":[\""
                    + " \"],\"kind\":\"range\",\"count\":1,\"ratio\":1,\"word_form\":\"ab1\",\"control\":{\"duration\":\"soon\",\"load\":{\"concurrency\":0}}}"))
        .containsExactlyInAnyOrder(
            "metrics[0]", "word_form", "control.duration", "control.load.concurrency");
    assertThat(
            refused(
                Fixtures.GROW,
                "{\"label\":\"a\",\"children\":[{\"label\":\"\"},{\"label\":\"b\",\"children\":[{}]}]}"))
        .contains("children[0].label", "children[1].children[0].label");
    assertThat(refused(Fixtures.IDLE, "{\"a\":1}")).isNotEmpty();
  }

  @Test
  void aSubtypeRefusesUnknownPropertiesAndAsksForItsOwn() {
    assertThat(
            refused(Fixtures.DRAW, "{\"outline\":{\"kind\":\"circle\",\"radius\":1,\"more\":1}}"))
        .containsExactly("outline.more");
    assertThat(refused(Fixtures.DRAW, "{\"outline\":{\"kind\":\"square\"}}"))
        .containsExactly("outline.side");
    assertThat(refused(Fixtures.DRAW, "{\"outline\":{\"radius\":1}}")).isNotEmpty();
  }

  @Test
  void anInputMayGiveADurationAsSecondsButABodyNeverDoes() {
    String json =
        "{\"metrics\":[\"a\"],\"kind\":\"range\",\"count\":1,\"ratio\":1,\"control\":{\"duration\":2.5}}";
    assertThat(refused(Fixtures.MEASURE, json)).isEmpty();
    Request read = (Request) mapping.read("measure", json.getBytes(UTF_8), Request.class);
    assertThat(new String(mapping.write(read, Request.class), UTF_8))
        .contains("\"duration\":\"2s500ms\"");
    assertThat(validate(Fixtures.MEASURE, Preposition.BEFORE, json, "null")).isNotEmpty();
  }

  @Test
  void theNameIsTheHashOfThePrintedSchema() throws Exception {
    byte[] printed = schemas.body(Fixtures.GROW, Preposition.AFTER);
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(new JsonCanonicalizer(printed).getEncodedUTF8());
    assertThat(schemas.urn(Fixtures.GROW, Preposition.AFTER))
        .isEqualTo("urn:interlock:after:grow:3:sha256-" + HexFormat.of().formatHex(digest));
  }

  @Test
  void theNameIsStableAndChangesWithTheType() {
    String name = schemas.urn(Fixtures.GROW, Preposition.AFTER);
    try (TypeMapping other = new TypeMapping()) {
      EventSchemas again = new EventSchemas(other);
      again.body(Fixtures.MEASURE, Preposition.AFTER);
      assertThat(again.urn(Fixtures.GROW, Preposition.AFTER)).isEqualTo(name);
    }
    EventSchemas changed = new EventSchemas(mapping);
    assertThat(
            changed.urn(Event.of("grow", Tree.class, Metric.class).version(3), Preposition.AFTER))
        .isNotEqualTo(name);
  }

  @Test
  void thereIsNoBodyOfOn() {
    assertThatThrownBy(() -> schemas.body(Fixtures.GROW, Preposition.ON))
        .hasMessageContaining("webhooks hook before or after");
  }

  private List<String> refused(Event<?, ?> event, String input) {
    return new SchemaValidator(schemas.input(event))
        .validate(input.getBytes(UTF_8)).stream().map(Violation::path).toList();
  }

  private List<Violation> before(Event<?, ?> event, @Nullable Object input) {
    return validate(
        event,
        Preposition.BEFORE,
        new String(mapping.write(input, event.inputType()), UTF_8),
        "null");
  }

  private List<Violation> after(
      Event<?, ?> event, @Nullable Object input, @Nullable Object result) {
    String value = new String(mapping.write(result, event.resultType()), UTF_8);
    String results =
        "[{\"connector\":\"a\",\"value\":" + value + "},{\"connector\":\"b\",\"error\":\"no\"}]";
    return validate(
        event,
        Preposition.AFTER,
        new String(mapping.write(input, event.inputType()), UTF_8),
        results);
  }

  private List<Violation> validate(
      Event<?, ?> event, Preposition preposition, String parameters, String results) {
    String body =
        "{\"id\":\"evt_1\",\"event\":\""
            + preposition
            + ":"
            + event.name()
            + "\",\"created_at\":\"2026-11-22T23:00:00.123Z\",\"version\":"
            + event.version()
            + ",\"source\":{\"assembly\":\"a\",\"connector\":\"c\",\"connector_version\":\"1.0.0\"},\"schema\":\""
            + schemas.urn(event, preposition)
            + "\",\"parameters\":"
            + parameters
            + ",\"results\":"
            + results
            + (preposition == Preposition.AFTER ? ",\"outcome\":\"completed\"}" : "}");
    return new SchemaValidator(schemas.body(event, preposition)).validate(body.getBytes(UTF_8));
  }
}
