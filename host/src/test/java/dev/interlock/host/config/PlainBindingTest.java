package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlainBindingTest {

  private static final KnownEvents NONE = KnownEvents.of(List.of(), false);

  private final PlainBinding plain =
      new PlainBinding(new ScalarReaders(Path.of("").toAbsolutePath(), NONE));

  enum Kind {
    RANGE,
    @JsonProperty("closed-set")
    ENUM
  }

  record Scalars(
      String text,
      int whole,
      Integer boxed,
      long far,
      double part,
      boolean yes,
      Boolean maybe,
      BigDecimal exact,
      Duration longTime,
      ByteSize size,
      Rate rate,
      Secret secret,
      URI url,
      Path file,
      Kind kind) {}

  record Nested(
      @JsonProperty("called") String name,
      List<Scalars> many,
      Map<String, List<Integer>> byName,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> words,
      Set<String> absent) {}

  record Wrapping(Nested nested) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Wrapping {}
  }

  record Listed(List<Wrapping> all, String note) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Listed {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Listed of(List<Wrapping> all) {
      return new Listed(all, "a list");
    }
  }

  record Strict(String text) {
    Strict {
      if (text == null) {
        throw new IllegalArgumentException("no text");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          Scalars  | {}
          Scalars  | {"text": "", "whole": 5, "boxed": -5, "far": 5000000000, "part": 1, "yes": true, "maybe": false}
          Scalars  | {"exact": 1, "long_time": "1h30m", "size": "2KiB", "rate": "5/s", "kind": "closed-set"}
          Scalars  | {"exact": 1.50, "long_time": 2.5, "secret": "s", "url": "http://a/b", "file": "a/../b", "kind": "range"}
          Nested   | {"called": "a", "many": [{}, {"text": "b"}], "by_name": {"x": [1, 2], "y": []}, "words": ["a"]}
          Nested   | {"words": "a", "many": []}
          Wrapping | {"called": "a"}
          Listed   | [{"called": "a"}, {}]
          Listed   | {"all": [{}], "note": "b"}
          Strict   | {"text": "a"}
          """)
  void bindsWhatIsPlainAsJacksonDoes(String type, String json) throws ClassNotFoundException {
    Class<?> record = Class.forName(PlainBindingTest.class.getName() + "$" + type);
    JsonNode tree = new JsonMapper().readTree(json);
    Optional<?> byJackson = SettingsBinder.tryBind(record, tree, NONE);
    assertThat(byJackson).isPresent();
    assertThat(plain.bind(tree, record)).isEqualTo(byJackson);
  }

  record Aliased(@JsonAlias("b") String a) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Lenient(String a) {}

  record Choosing(Optional<String> a) {}

  record Shaped(@JsonFormat(pattern = "x") String a) {}

  record Made(String a) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Made of(String text) {
      return new Made(text);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Aliased.class, Lenient.class, Choosing.class, Shaped.class, Made.class})
  void leavesToJacksonWhatItsAnnotationsSayMoreOf(Class<?> record) {
    assertThat(plain.bind(new JsonMapper().createObjectNode(), record)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          Scalars | {"unknown": 1}
          Scalars | {"text": null}
          Scalars | {"text": 5}
          Scalars | {"whole": "5"}
          Scalars | {"whole": 5000000000}
          Scalars | {"exact": "5"}
          Scalars | {"kind": "other"}
          Scalars | []
          Nested  | {"many": {}}
          Nested  | {"by_name": {"x": 1}}
          Nested  | {"absent": []}
          Strict  | {}
          """)
  void leavesToJacksonWhatIsWrongOrRare(String type, String json) throws ClassNotFoundException {
    Class<?> record = Class.forName(PlainBindingTest.class.getName() + "$" + type);
    assertThat(plain.bind(new JsonMapper().readTree(json), record)).isEmpty();
  }
}
