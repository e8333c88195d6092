package dev.interlock.tuning.adjust;

import dev.interlock.api.settings.InvalidSetting;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// How settings stand in a file. Reads and edits text; an edit changes one value and keeps every
/// other character.
///
/// A setting's value stands under its name, or under the component's name where the file has that:
/// `web.replicas` in properties, a mapping `web` in YAML. In env files it is the name alone. A key
/// that is not there is added.
enum FileFormat {
  YAML {
    @Override
    Optional<String> find(String text, SettingKey key) {
      return YamlText.find(text, key);
    }

    @Override
    String set(String text, SettingKey key, NewValue value) {
      return YamlText.set(text, key, value);
    }
  },
  PROPERTIES {
    @Override
    Optional<String> find(String text, SettingKey key) {
      return PropertiesText.find(text, key);
    }

    @Override
    String set(String text, SettingKey key, NewValue value) {
      return PropertiesText.set(text, key, value.text());
    }
  },
  ENV {
    @Override
    Optional<String> find(String text, SettingKey key) {
      return EnvText.find(text, key.setting());
    }

    @Override
    String set(String text, SettingKey key, NewValue value) {
      return EnvText.set(text, key.setting(), value.text());
    }
  };

  /// Whose value is meant.
  record SettingKey(String component, String setting) {

    @Override
    public String toString() {
      return component + "." + setting;
    }
  }

  /// What a setting is to be.
  ///
  /// @param number whether it must read as a number where the format knows numbers
  record NewValue(String text, boolean number) {}

  /// @throws InvalidSetting where the name ends with none that is known
  static FileFormat of(Path target) {
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return YAML;
    }
    if (name.endsWith(".properties")) {
      return PROPERTIES;
    }
    if (name.endsWith(".env")) {
      return ENV;
    }
    throw new InvalidSetting(
        "target", "found \"" + name + "\", expected a .yaml, .yml, .properties or .env file");
  }

  /// The value as text, without quotes; empty where there is none.
  ///
  /// @throws IllegalArgumentException where the text is not of this format
  abstract Optional<String> find(String text, SettingKey key);

  /// `text` with that value.
  ///
  /// @throws IllegalArgumentException where the text is not of this format, or the value can't be
  ///   edited where it stands
  abstract String set(String text, SettingKey key, NewValue value);

  /// `text` with one more line, ended as its other lines are.
  static String append(String text, String line) {
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    boolean open = !text.isEmpty() && !text.endsWith("\n");
    return text + (open ? end : "") + line + end;
  }
}
