package dev.interlock.tuning.measure;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/// A metric that `measure` reads.
public record Metric(
    @NotNull @JsonPropertyDescription("What a measure asks for it by.") String name,
    @NotNull @JsonPropertyDescription("What its values are counted in.") String unit) {}
