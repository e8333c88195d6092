package dev.interlock.tuning;

import static java.util.Objects.requireNonNullElse;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.tuning.adjust.ComponentSettings;
import dev.interlock.tuning.measure.MeasureSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The section `tuning` of the file. Everything has a default, so the connector starts without a
/// section.
///
/// @param state where `promote` keeps the baseline
public record TuningSettings(
    @Valid MeasureSettings measure,
    List<@Valid @NotNull ComponentSettings> components,
    Path state) {

  public TuningSettings {
    measure = requireNonNullElse(measure, MeasureSettings.DEFAULT);
    components = List.copyOf(requireNonNullElse(components, List.of()));
    state = requireNonNullElse(state, Path.of("tuning-state.json"));
    Set<String> names = new HashSet<>();
    for (ComponentSettings component : components) {
      if (!names.add(component.name())) {
        throw new InvalidSetting("components", "\"" + component.name() + "\" is defined twice");
      }
    }
  }
}
