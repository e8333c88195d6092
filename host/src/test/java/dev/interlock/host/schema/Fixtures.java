package dev.interlock.host.schema;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.interlock.api.Event;
import dev.interlock.api.Json;
import dev.interlock.api.TypeToken;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Payload records of every kind that connectors use.
final class Fixtures {

  private Fixtures() {}

  enum Kind {
    RANGE,
    FIXED_SET
  }

  record Load(@Nullable Rate rate, @Min(1) @Max(1000) @Nullable Integer concurrency) {}

  record Control(
      @Nullable Duration duration,
      @Valid @Nullable Load load,
      @Nullable Map<String, Object> userdata,
      @Nullable Instant startAt,
      @Nullable Object anything,
      @Nullable Json raw,
      @Nullable ByteSize size) {}

  record Request(
      @NotNull @Size(min = 1) List<@NotBlank String> metrics,
      @Valid @Nullable @JsonPropertyDescription("how to measure") Control control,
      @NotNull Kind kind,
      @Nullable Kind otherKind,
      @Pattern(regexp = "[a-z]+") @Nullable String wordForm,
      int count,
      @DecimalMin("0.5") double ratio) {}

  record Metric(@NotNull String name, @Nullable String unit) {}

  record Tree(@NotBlank String label, @Valid @Nullable List<Tree> children) {}

  record Name(@JsonValue String text) {}

  record Named(@NotNull Name name, @Nullable Name nickName) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Circle.class, name = "circle"),
    @JsonSubTypes.Type(value = Square.class, name = "square")
  })
  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(@Min(1) int side, @Nullable Shape inner) implements Shape {}

  record Drawing(@NotNull @Valid Shape outline, @Nullable List<Shape> parts) {}

  static final Event<Request, List<Metric>> MEASURE =
      Event.of("measure", Request.class, new TypeToken<List<Metric>>() {})
          .describedAs("Takes readings.");
  static final Event<Tree, Tree> GROW = Event.of("grow", Tree.class, Tree.class).version(3);
  static final Event<Named, Name> NAME = Event.of("name", Named.class, Name.class);
  static final Event<Drawing, Drawing> DRAW = Event.of("draw", Drawing.class, Drawing.class);
  static final Event<Void, Void> IDLE = Event.of("idle", Void.class, Void.class);

  static List<Event<?, ?>> events() {
    return List.of(MEASURE, GROW, NAME, DRAW, IDLE);
  }
}
