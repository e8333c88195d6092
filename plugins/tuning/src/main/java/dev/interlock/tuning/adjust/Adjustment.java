package dev.interlock.tuning.adjust;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/// One setting and the value that it is to have.
public record Adjustment(
    @NotBlank
        @JsonProperty("component_name")
        @JsonPropertyDescription("A component of `components`.")
        String componentName,
    @NotBlank @JsonProperty("setting_name") @JsonPropertyDescription("One of its settings.")
        String settingName,
    @NotNull @JsonPropertyDescription("A number for a range, one of the values for an enum.")
        Object value) {

  /// `web.replicas=3`
  @Override
  public String toString() {
    return componentName + "." + settingName + "=" + value;
  }
}
