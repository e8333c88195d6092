package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every plugin JAR of the distribution says what it is, has one connector, and brings nothing that
/// the host gives.
class PluginJarIT {

  private static final List<String> GIVEN_BY_THE_HOST =
      List.of(
          "dev/interlock/api/",
          "dev/interlock/host/",
          "org/slf4j/",
          "org/pf4j/",
          "com/fasterxml/jackson/annotation/",
          "jakarta/validation/",
          "io/micrometer/",
          "picocli/",
          "org/jspecify/");

  @Test
  void theDistributionHasItsPlugins() throws IOException {
    assertThat(plugins().map(file -> file.getFileName().toString()))
        .contains(
            "interlock-demo-%s.jar".formatted(Distribution.version()),
            "interlock-tuning-%s.jar".formatted(Distribution.version()),
            "interlock-webhooks-%s.jar".formatted(Distribution.version()));
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void saysWhatItIs(Path plugin) throws IOException {
    try (JarFile jar = new JarFile(plugin.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      for (String key : List.of("Id", "Version", "Description", "License", "Maturity")) {
        assertThat(manifest.getValue("Plugin-" + key)).as("Plugin-" + key).isNotBlank();
      }
      assertThat(manifest.getValue("Plugin-Maturity")).isIn("experimental", "stable", "robust");
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void hasOneConnector(Path plugin) throws IOException {
    try (JarFile jar = new JarFile(plugin.toFile())) {
      JarEntry index = jar.getJarEntry("META-INF/extensions.idx");
      assertThat(index).as("META-INF/extensions.idx").isNotNull();
      String text = new String(jar.getInputStream(index).readAllBytes(), StandardCharsets.UTF_8);
      List<String> extensions =
          text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
      assertThat(extensions).hasSize(1);
      assertThat(jar.getJarEntry(extensions.getFirst().replace('.', '/') + ".class")).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void bringsNothingThatTheHostGives(Path plugin) throws IOException {
    try (JarFile jar = new JarFile(plugin.toFile())) {
      List<String> classes =
          jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")).toList();
      assertThat(classes).hasSizeGreaterThan(2);
      assertThat(classes)
          .as("classes of %s", plugin.getFileName())
          .noneMatch(name -> GIVEN_BY_THE_HOST.stream().anyMatch(original(name)::startsWith));
    }
  }

  static Stream<Path> plugins() throws IOException {
    return Distribution.built().jars("plugins").stream();
  }

  /// The name without `META-INF/versions/N/`.
  private static String original(String name) {
    return name.replaceFirst("^META-INF/versions/\\d+/", "");
  }
}
