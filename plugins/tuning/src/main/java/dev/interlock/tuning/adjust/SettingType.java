package dev.interlock.tuning.adjust;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What values a setting takes.
public enum SettingType {
  /// Numbers from `min` to `max`, `step` apart.
  @JsonProperty("range")
  RANGE,
  /// One of `values`.
  @JsonProperty("enum")
  ENUM
}
