package dev.interlock.host.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.interlock.api.Event;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.Preposition;
import dev.interlock.api.TypeToken;
import dev.interlock.host.schema.Fixtures.Control;
import dev.interlock.host.schema.Fixtures.Drawing;
import dev.interlock.host.schema.Fixtures.Kind;
import dev.interlock.host.schema.Fixtures.Load;
import dev.interlock.host.schema.Fixtures.Metric;
import dev.interlock.host.schema.Fixtures.Request;
import dev.interlock.host.schema.Fixtures.Square;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;

class TypeMappingTest {

  private static final Type METRICS = new TypeToken<List<Metric>>() {}.type();

  private final TypeMapping mapping = new TypeMapping();

  record Reading(double value) {}

  record Span(int low, int high) {
    Span {
      if (low > high) {
        throw new IllegalArgumentException(
            "low must not exceed high: found " + low + " and " + high);
      }
    }
  }

  @Test
  void writesSnakeCaseLowercaseAndNulls() {
    Request request = new Request(List.of("p99"), null, Kind.FIXED_SET, null, null, 1, 0.5);
    assertThat(new String(mapping.write(request, Request.class), UTF_8))
        .isEqualTo(
            "{\"metrics\":[\"p99\"],\"control\":null,\"kind\":\"fixed_set\",\"other_kind\":null,\"word_form\":null,\"count\":1,\"ratio\":0.5}");
  }

  @Test
  void writesIntoAGeneratorAndLeavesItOpen() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out =
        new JsonFactory().createGenerator(tools.jackson.core.ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeName("value");
      mapping.write(out, List.of(new Metric("a", null)), METRICS);
      out.writeName("nothing");
      mapping.write(out, null, Void.class);
      out.writeEndObject();
    }
    assertThat(bytes.toString(UTF_8))
        .isEqualTo("{\"value\":[{\"name\":\"a\",\"unit\":null}],\"nothing\":null}");
  }

  @Test
  void readsBackWhatItWrote() {
    Object drawing = new Drawing(new Square(2, new Square(1, null)), List.of());
    assertThat(mapping.read("draw", mapping.write(drawing, Drawing.class), Drawing.class))
        .isEqualTo(drawing);
    List<Metric> metrics = List.of(new Metric("a", "ms"));
    assertThat(mapping.read("metrics", mapping.write(metrics, METRICS), METRICS))
        .isEqualTo(metrics);
  }

  @Test
  void namesEveryBadPathOfAnUnreadableInput() {
    assertThat(
            paths(
                "{\"metrics\":5,\"kind\":\"range\",\"count\":\"7\",\"ratio\":1,\"extra\":1,\"control\":{\"duration\":\"x\"}}",
                Request.class))
        .containsExactlyInAnyOrder("metrics", "count", "extra", "control.duration");
    assertThat(paths("{\"value\":1e400}", Reading.class)).containsExactly("value");
    assertThat(paths("{}", Reading.class)).containsExactly("value");
    assertThat(paths("{\"value\":1,\"value\":2}", Reading.class)).containsExactly("$");
    assertThat(paths("null", Reading.class)).containsExactly("$");
    assertThat(paths("{\"value\":1} 2", Reading.class)).containsExactly("$");
    assertThat(paths("", Reading.class)).containsExactly("$");
    assertThat(paths("{", Reading.class)).containsExactly("$");
  }

  @Test
  void whatAConstructorRefusesIsSaidInItsWords() {
    assertThat(violations("{\"low\":2,\"high\":1}", Span.class))
        .containsExactly(new Violation("$", "low must not exceed high: found 2 and 1"));
  }

  @Test
  void refusesDepthAndEndlessNumbers() {
    assertThat(paths("{\"anything\":" + "[".repeat(70) + "]".repeat(70) + "}", Control.class))
        .isNotEmpty();
    assertThat(paths("{\"value\":" + "1".repeat(101) + "}", Reading.class)).isNotEmpty();
    mapping.read(
        "x",
        ("{\"anything\":" + "[".repeat(60) + "]".repeat(60) + "}").getBytes(UTF_8),
        Control.class);
  }

  @Test
  void nothingIsReadFromNullEmptyObjectOrNothing() {
    for (String json : List.of("", "null", "{}", " { } ")) {
      assertThat(mapping.read("idle", json.getBytes(UTF_8), Void.class)).isNull();
    }
    assertThat(paths("{\"a\":1}", Void.class)).containsExactly("$");
  }

  @Test
  void writesNoNumberThatJsonLacks() {
    assertThatThrownBy(() -> mapping.write(new Reading(Double.NaN), Reading.class))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void namesEveryViolationByItsJsonPath() {
    Control control = new Control(null, new Load(null, 0), null, null, null, null, null);
    Request request = new Request(List.of("a", " "), control, Kind.RANGE, null, "X1", 1, 0.1);
    InvalidInputException invalid =
        catchThrowableOfType(
            InvalidInputException.class, () -> mapping.validate("measure", request, Request.class));
    assertThat(invalid.violations())
        .containsExactly(
            new Violation(
                "control.load.concurrency", "must be greater than or equal to 1, found 0"),
            new Violation("metrics[1]", "must not be blank"),
            new Violation("ratio", "must be greater than or equal to 0.5, found 0.1"),
            new Violation("word_form", "must match \"[a-z]+\""));
  }

  @Test
  @SuppressWarnings("NullAway")
  void validatesTheElementsOfAList() {
    InvalidInputException invalid =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                mapping.validate(
                    "metrics", List.of(new Metric("a", null), new Metric(null, null)), METRICS));
    assertThat(invalid.violations()).extracting(Violation::path).containsExactly("[1].name");
  }

  @Test
  void knowsWhatHasConstraints() {
    assertThat(mapping.constrained(Request.class)).isTrue();
    assertThat(mapping.constrained(METRICS)).isTrue();
    assertThat(mapping.constrained(Drawing.class)).isTrue();
    assertThat(mapping.constrained(Fixtures.Shape.class)).isTrue();
    assertThat(mapping.constrained(Reading.class)).isFalse();
    assertThat(mapping.constrained(Void.class)).isFalse();
  }

  @Test
  void letsGoOfAConnectorsClasses() throws Exception {
    WeakReference<ClassLoader> loader = useAndDrop();
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loader.get()).isNull();
            });
  }

  private static WeakReference<ClassLoader> useAndDrop() throws Exception {
    URL classes = Fixtures.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader = new FixturesFirst(classes);
        TypeMapping mapping = new TypeMapping()) {
      Class<?> request = loader.loadClass("dev.interlock.host.schema.Fixtures$Request");
      assertThat(request.getClassLoader()).isSameAs(loader);
      Event<?, ?> event = Event.of("measure", request, request);
      EventSchemas schemas = new EventSchemas(mapping);
      schemas.urn(event, Preposition.AFTER);
      Object input = mapping.read("measure", schemas.sampleInput(event), request);
      mapping.validate("measure", input, request);
      mapping.write(input, request);
      assertThatThrownBy(() -> mapping.read("measure", "{}".getBytes(UTF_8), request))
          .isInstanceOf(InvalidInputException.class);
      return new WeakReference<>(loader);
    }
  }

  /// Defines the fixtures anew, as a plugin's loader would.
  private static final class FixturesFirst extends URLClassLoader {
    FixturesFirst(URL classes) {
      super(new URL[] {classes}, TypeMappingTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Fixtures.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }

  private List<String> paths(String json, Type type) {
    return violations(json, type).stream().map(Violation::path).toList();
  }

  private List<Violation> violations(String json, Type type) {
    return catchThrowableOfType(
            InvalidInputException.class, () -> mapping.read("event", json.getBytes(UTF_8), type))
        .violations();
  }
}
