package dev.interlock.host.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.settings.Secret;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigSchemaTest {

  record Backoff(int maxTries, @Nullable Duration maxTime) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Backoff {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Backoff off(boolean on) {
      return new Backoff(on ? 3 : 1, null);
    }
  }

  record Hook(
      @NotNull String url,
      @NotNull Secret secret,
      @Nullable Backoff backoff,
      @Nullable Map<String, Integer> limits) {}

  record Hooks(@Nullable List<Hook> hooks) {}

  private final byte[] schema =
      ConfigSchema.of(Map.of("webhooks", Hooks.class, "idle", Void.class));
  private final SchemaValidator file = new SchemaValidator(schema);

  @Test
  void isASchema() {
    SchemaValidator meta =
        new SchemaValidator(
            "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}".getBytes(UTF_8));
    assertThat(meta.validate(schema)).isEmpty();
  }

  @Test
  void takesEveryFormThatTheFileMayHave() {
    for (String text :
        List.of(
            "{}",
            "{\"webhooks\":null,\"idle\":null}",
            "{\"webhooks\":{\"hooks\":[{\"url\":\"https://a.example\",\"secret\":\"${env:S}\",\"backoff\":false}]}}",
            "{\"webhooks\":{\"hooks\":[{\"url\":\"u\",\"secret\":\"s\",\"backoff\":{\"max_time\":30}}]}}",
            "{\"webhooks\":{\"hooks\":[{\"url\":\"u\",\"secret\":\"s\",\"backoff\":{\"max_tries\":\"${env:N}\"}}]}}")) {
      assertThat(file.validate(text.getBytes(UTF_8))).as(text).isEmpty();
    }
  }

  record Glob(List<String> parts) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Glob of(String text) {
      return new Glob(List.of(text.split("[.]")));
    }
  }

  record Labels(Map<String, String> values) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Labels {}
  }

  record Filter(@NotNull Glob glob, @Nullable Labels labels) {}

  @Test
  void aTypeThatIsReadFromTextAloneIsText() {
    SchemaValidator filter = new SchemaValidator(ConfigSchema.of(Map.of("filter", Filter.class)));
    assertThat(
            filter.validate(
                "{\"filter\":{\"glob\":\"a.b\",\"labels\":{\"a\":\"b\"}}}".getBytes(UTF_8)))
        .isEmpty();
    assertThat(filter.validate("{\"filter\":{\"glob\":{\"parts\":[]}}}".getBytes(UTF_8)))
        .isNotEmpty();
  }

  @Test
  void refusesUnknownKeysAndWrongValues() {
    assertThat(paths("{\"webhook\":{}}")).containsExactly("webhook");
    assertThat(paths("{\"webhooks\":{\"hooks\":[{\"url\":\"u\"}]}}"))
        .containsExactly("webhooks.hooks[0].secret");
    assertThat(
            paths(
                "{\"webhooks\":{\"hooks\":[{\"url\":\"u\",\"secret\":\"s\",\"backoff\":{\"max_tries\":\"many\"}}]}}"))
        .isNotEmpty();
  }

  private List<String> paths(String text) {
    return file.validate(text.getBytes(UTF_8)).stream().map(Violation::path).toList();
  }
}
