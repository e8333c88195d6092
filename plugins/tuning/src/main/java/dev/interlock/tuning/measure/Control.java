package dev.interlock.tuning.measure;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.settings.Durations;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The times around a measure or an adjustment. A measure waits `delay` and `settlement`, loads for
/// `warmup` without recording, then records for `duration`. An adjustment waits `delay` before it
/// touches anything, and `settlement` once it is done.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Control(
    @JsonPropertyDescription("How long to record; absent: as the file says.")
        @Nullable Duration duration,
    @JsonPropertyDescription("How long to load before recording.") Duration warmup,
    @JsonPropertyDescription("How long to wait before anything.") Duration delay,
    @JsonPropertyDescription("How long what was adjusted takes to settle.") Duration settlement,
    @Valid @JsonPropertyDescription("How hard to load.") Load load,
    @Size(max = 100) @JsonPropertyDescription("Echoed in a measure's annotations.")
        Map<String, Object> userdata) {

  /// Each single time is at most this.
  static final Duration LONGEST = Duration.ofHours(24);

  public static final Control DEFAULT =
      new Control(null, Duration.ZERO, Duration.ZERO, Duration.ZERO, Load.AS_CONFIGURED, Map.of());

  public Control {
    warmup = requireNonNullElse(warmup, Duration.ZERO);
    delay = requireNonNullElse(delay, Duration.ZERO);
    settlement = requireNonNullElse(settlement, Duration.ZERO);
    load = requireNonNullElse(load, Load.AS_CONFIGURED);
    userdata =
        java.util.Collections.unmodifiableMap(
            new java.util.LinkedHashMap<>(requireNonNullElse(userdata, Map.of())));
  }

  /// The times that are negative or too long, with their paths.
  public List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    check(found, "warmup", warmup);
    check(found, "delay", delay);
    check(found, "settlement", settlement);
    if (duration != null) {
      check(found, "duration", duration);
      if (duration.toMillis() == 0) {
        found.add(new Violation("control.duration", "found 0s, expected at least 1ms"));
      }
    }
    return found;
  }

  private static void check(List<Violation> found, String name, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      String text = time.isNegative() ? time.toString() : Durations.format(time);
      found.add(new Violation("control." + name, "found " + text + ", expected 0s to 24h"));
    }
  }
}
