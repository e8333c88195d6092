package dev.interlock.tuning.measure;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/// What to measure, and how.
public record MeasureRequest(
    @Size(max = 100) @JsonPropertyDescription("Names of metrics; none means all.")
        List<@NotNull String> metrics,
    @Valid @JsonPropertyDescription("Times and load; what is absent is as the file says.")
        Control control) {

  public MeasureRequest {
    metrics = List.copyOf(requireNonNullElse(metrics, List.of()));
    control = requireNonNullElse(control, Control.DEFAULT);
  }
}
