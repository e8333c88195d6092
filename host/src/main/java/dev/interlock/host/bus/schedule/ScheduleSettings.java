package dev.interlock.host.bus.schedule;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.Json;
import dev.interlock.api.settings.InvalidSetting;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One entry of `schedules`.
///
/// @param every from the end of one period to the end of the next, counted from the start; null
///   where `cron` says when
/// @param cron five fields of Unix cron, in the host's time zone
/// @param with the event's input; null for none
public record ScheduleSettings(
    @NotBlank @JsonPropertyDescription("Its name, unique.") String name,
    @NotBlank @JsonPropertyDescription("The event to publish.") String publish,
    @JsonPropertyDescription("How often: 60s. Or cron.") @Nullable Duration every,
    @JsonPropertyDescription("Five fields: \"0 3 * * *\". Or every.") @Nullable String cron,
    @JsonPropertyDescription("The event's input.") @Nullable Json with) {

  public ScheduleSettings {
    if ((every == null) == (cron == null)) {
      throw new InvalidSetting(
          "",
          "found "
              + (every == null ? "neither every nor cron" : "every and cron")
              + ", expected one of them");
    }
    if (every != null && every.compareTo(Duration.ofMillis(100)) < 0) {
      throw new InvalidSetting("every", "found " + every.toMillis() + "ms, expected 100ms or more");
    }
    if (cron != null) {
      parse(cron);
    }
  }

  static CronTimes parse(String text) {
    try {
      return CronTimes.parse(text);
    } catch (IllegalArgumentException failure) {
      throw new InvalidSetting(
          "cron",
          "found \""
              + text
              + "\", expected minute hour day month weekday: "
              + failure.getMessage());
    }
  }

  /// What is published: never absent.
  public Json input() {
    return with == null ? Json.NULL : with;
  }
}
