package dev.interlock.tuning.adjust;

import static java.util.Objects.requireNonNullElse;

import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.InvalidSetting;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A component as the file describes it.
///
/// @param target the file that its settings stand in: `.yaml`, `.yml`, `.properties` or `.env`
/// @param reload run in the file's folder once its target has changed; empty: nothing
public record ComponentSettings(
    @NotNull @Pattern(regexp = NAME, message = "expected letters, digits, _ . and -") String name,
    @NotNull Path target,
    List<@NotNull String> reload,
    Duration reloadTimeout,
    @NotEmpty List<@Valid @NotNull SettingDefinition> settings) {

  static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,127}";

  public ComponentSettings {
    reload = List.copyOf(requireNonNullElse(reload, List.of()));
    reloadTimeout = requireNonNullElse(reloadTimeout, Duration.ofSeconds(30));
    settings = List.copyOf(requireNonNullElse(settings, List.of()));
    if (reloadTimeout.toMillis() < 1 || reloadTimeout.compareTo(Duration.ofHours(1)) > 0) {
      String found =
          reloadTimeout.isNegative() ? reloadTimeout.toString() : Durations.format(reloadTimeout);
      throw new InvalidSetting("reload_timeout", "found " + found + ", expected 1ms to 1h");
    }
    if (!reload.isEmpty()
        && (reload.getFirst().isBlank()
            || reload.stream().anyMatch(part -> part.indexOf(0) >= 0))) {
      throw new InvalidSetting("reload", "expected a program and its arguments");
    }
    if (target != null) {
      checkNames(FileFormat.of(target), settings);
    }
  }

  private static void checkNames(FileFormat format, List<SettingDefinition> settings) {
    Set<String> names = new HashSet<>();
    for (SettingDefinition setting : settings) {
      if (!names.add(setting.name())) {
        throw new InvalidSetting("settings", "\"" + setting.name() + "\" is defined twice");
      }
      if (format == FileFormat.ENV && !setting.name().matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new InvalidSetting(
            "settings", "\"" + setting.name() + "\" is no name of an environment variable");
      }
    }
  }
}
