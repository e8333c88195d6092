package dev.interlock.host.http;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key that may call the API.
///
/// @param name for people
/// @param key at least 16 characters
/// @param scopes `publish`, `publish:GLOB`, `read`, `manage`
public record ApiKey(String name, Secret key, List<String> scopes) {

  private static final int SHORTEST = 16;

  public ApiKey(@Nullable String name, @Nullable Secret key, @Nullable List<String> scopes) {
    if (name == null || name.isBlank()) {
      throw new InvalidSetting("name", "found none, expected a name for this key");
    }
    if (key == null || key.reveal().length() < SHORTEST) {
      throw new InvalidSetting(
          "key", "expected at least " + SHORTEST + " characters: openssl rand -hex 32");
    }
    if (!key.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidSetting(
          "key", "expected visible ASCII without spaces, as it travels in a header");
    }
    if (scopes == null || scopes.isEmpty()) {
      throw new InvalidSetting(
          "scopes", "found none, expected some of publish, publish:GLOB, read, manage");
    }
    for (int i = 0; i < scopes.size(); i++) {
      try {
        Grant.parse(scopes.get(i));
      } catch (IllegalArgumentException e) {
        throw new InvalidSetting("scopes[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    this.name = name;
    this.key = key;
    this.scopes = List.copyOf(scopes);
  }

  List<Grant> grants() {
    return scopes.stream().map(Grant::parse).toList();
  }
}
