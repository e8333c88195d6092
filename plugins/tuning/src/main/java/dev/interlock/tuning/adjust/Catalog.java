package dev.interlock.tuning.adjust;

import dev.interlock.api.HandlerFailure;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.tuning.adjust.FileFormat.SettingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The components that the file defines: checks adjustments against them, and reads what they are
/// now. Immutable.
public final class Catalog {

  private final List<ComponentSettings> components;
  private final Path folder;

  /// @param folder relative targets count from here
  public Catalog(List<ComponentSettings> components, Path folder) {
    this.components = List.copyOf(components);
    this.folder = folder;
  }

  /// One checked adjustment.
  record Change(ComponentSettings component, SettingDefinition setting, String text) {

    SettingKey key() {
      return new SettingKey(component.name(), setting.name());
    }
  }

  public Path targetOf(ComponentSettings component) {
    return folder.resolve(component.target()).normalize();
  }

  /// Looks at nothing but the request and the definitions.
  ///
  /// @throws InvalidInputException naming the field of every adjustment that can't be
  public void check(AdjustRequest request) {
    plan(request);
  }

  List<Change> plan(AdjustRequest request) {
    List<Violation> violations = new ArrayList<>(request.control().violations());
    List<Change> changes = new ArrayList<>();
    Set<SettingKey> seen = new HashSet<>();
    for (int at = 0; at < request.adjustments().size(); at++) {
      Change change = plan(request.adjustments().get(at), "adjustments[" + at + "]", violations);
      if (change != null && !seen.add(change.key())) {
        violations.add(
            new Violation(
                "adjustments[" + at + "].setting_name", change.key() + " is adjusted twice"));
      } else if (change != null) {
        changes.add(change);
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("adjust", violations);
    }
    return changes;
  }

  private @Nullable Change plan(Adjustment adjustment, String path, List<Violation> violations) {
    Optional<ComponentSettings> component =
        components.stream()
            .filter(one -> one.name().equals(adjustment.componentName()))
            .findFirst();
    if (component.isEmpty()) {
      String known =
          components.stream().map(ComponentSettings::name).collect(Collectors.joining(", "));
      violations.add(
          new Violation(path + ".component_name", unknown(adjustment.componentName(), known)));
      return null;
    }
    List<SettingDefinition> settings = component.get().settings();
    Optional<SettingDefinition> setting =
        settings.stream().filter(one -> one.name().equals(adjustment.settingName())).findFirst();
    if (setting.isEmpty()) {
      String known =
          settings.stream().map(SettingDefinition::name).collect(Collectors.joining(", "));
      violations.add(
          new Violation(path + ".setting_name", unknown(adjustment.settingName(), known)));
      return null;
    }
    if (setting.get().pinned()) {
      violations.add(
          new Violation(path + ".setting_name", "\"" + setting.get().name() + "\" is pinned"));
      return null;
    }
    try {
      return new Change(component.get(), setting.get(), setting.get().textOf(adjustment.value()));
    } catch (IllegalArgumentException refused) {
      violations.add(new Violation(path + ".value", String.valueOf(refused.getMessage())));
      return null;
    }
  }

  private static String unknown(String found, String known) {
    return "found \""
        + found
        + "\", expected "
        + (known.isEmpty() ? "nothing: the file defines none" : "one of " + known);
  }

  /// Every component with the values that its target has now.
  ///
  /// @throws HandlerFailure where a target can't be read
  public List<Component> components() {
    Map<Path, String> texts = new HashMap<>();
    List<Component> read = new ArrayList<>();
    for (ComponentSettings component : components) {
      Path target = targetOf(component);
      String text = texts.computeIfAbsent(target, path -> Snapshot.read(path).text());
      FileFormat format = FileFormat.of(target);
      List<Setting> settings = new ArrayList<>();
      for (SettingDefinition setting : component.settings()) {
        settings.add(
            setting.at(
                find(target, format, text, new SettingKey(component.name(), setting.name()))));
      }
      read.add(new Component(component.name(), settings));
    }
    return read;
  }

  private static @Nullable String find(
      Path target, FileFormat format, String text, SettingKey key) {
    try {
      return format.find(text, key).orElse(null);
    } catch (IllegalArgumentException broken) {
      throw new HandlerFailure("target", target + ": " + broken.getMessage());
    }
  }
}
