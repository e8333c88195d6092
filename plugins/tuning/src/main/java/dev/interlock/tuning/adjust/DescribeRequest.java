package dev.interlock.tuning.adjust;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.tuning.measure.Control;
import jakarta.validation.Valid;

/// Asks for a description.
public record DescribeRequest(
    @Valid @JsonPropertyDescription("Of interest to other responders; files are read at once.")
        Control control) {

  public DescribeRequest {
    control = requireNonNullElse(control, Control.DEFAULT);
  }
}
