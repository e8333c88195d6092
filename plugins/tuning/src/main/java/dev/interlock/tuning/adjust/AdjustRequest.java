package dev.interlock.tuning.adjust;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.tuning.measure.Control;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.stream.Collectors;

/// What to adjust: all of it or nothing.
public record AdjustRequest(
    @NotEmpty @Size(max = 100) @JsonPropertyDescription("Applied together or not at all.")
        List<@Valid @NotNull Adjustment> adjustments,
    @Valid @JsonPropertyDescription("When to begin, and how long to settle.") Control control) {

  public AdjustRequest {
    adjustments = requireNonNullElse(adjustments, List.of());
    control = requireNonNullElse(control, Control.DEFAULT);
  }

  /// `web.replicas=3, web.gc=zgc`
  public String summary() {
    return adjustments.stream().map(Adjustment::toString).collect(Collectors.joining(", "));
  }
}
