package dev.interlock.tuning.measure;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;

/// One value of one metric.
public record Reading(
    @NotNull @Valid Metric metric,
    @JsonPropertyDescription("In the metric's unit.") double value,
    @NotNull @JsonPropertyDescription("When the load ended.") Instant time) {}
