package dev.interlock.tuning.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/// How hard to load; what is absent is as the file says.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Load(
    @Pattern(
            regexp = "\\d{1,9}(\\.\\d{1,6})?/[sm]",
            message = "expected a rate: 100/s, 0.5/s, 600/m")
        @JsonPropertyDescription("Requests a second or a minute: 200/s, 600/m.")
        @Nullable String rate,
    @Min(1)
        @Max(MeasureSettings.MOST_CONCURRENT)
        @JsonPropertyDescription(
            "The most requests under way at once; late ones wait, and their wait counts.")
        @Nullable Integer concurrency) {

  public static final Load AS_CONFIGURED = new Load(null, null);
}
