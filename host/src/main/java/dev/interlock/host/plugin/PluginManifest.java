package dev.interlock.host.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/// What a JAR's manifest says of its plugin.
///
/// @param jar where it was loaded from; null where the embedding program gave the connector
public record PluginManifest(
    String id,
    String version,
    String description,
    String homepage,
    String license,
    Maturity maturity,
    @Nullable Path jar) {

  /// How far its author trusts it.
  public enum Maturity {
    EXPERIMENTAL,
    STABLE,
    ROBUST
  }

  static PluginManifest embedded(String name) {
    return new PluginManifest(checked(name), "0", "", "", "", Maturity.EXPERIMENTAL, null);
  }

  /// @throws PluginFailureException where something is missing or not of its form
  static PluginManifest of(JarFile file, Path jar) throws IOException {
    Manifest manifest = file.getManifest();
    if (manifest == null) {
      throw new PluginFailureException(
          "found no META-INF/MANIFEST.MF, expected one with Plugin-Id and Plugin-Version");
    }
    Attributes attributes = manifest.getMainAttributes();
    return new PluginManifest(
        checked(required(attributes, "Plugin-Id")),
        required(attributes, "Plugin-Version"),
        optional(attributes, "Plugin-Description"),
        optional(attributes, "Plugin-Homepage"),
        optional(attributes, "Plugin-License"),
        maturity(optional(attributes, "Plugin-Maturity")),
        jar);
  }

  private static String checked(String id) {
    PluginId.problem(id)
        .ifPresent(
            problem -> {
              throw new PluginFailureException("Plugin-Id: " + problem);
            });
    return id;
  }

  private static String required(Attributes attributes, String name) {
    String value = attributes.getValue(name);
    if (value == null || value.isBlank()) {
      throw new PluginFailureException("found no " + name + " in the manifest");
    }
    return value.strip();
  }

  private static String optional(Attributes attributes, String name) {
    String value = attributes.getValue(name);
    return value == null ? "" : value.strip();
  }

  private static Maturity maturity(String word) {
    if (word.isEmpty()) {
      return Maturity.EXPERIMENTAL;
    }
    try {
      return Maturity.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new PluginFailureException(
          "Plugin-Maturity: found \"" + word + "\", expected experimental, stable or robust");
    }
  }
}
