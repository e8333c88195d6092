package dev.interlock.host.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Preposition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedSchemasTest {

  private static final String FOLDER = "META-INF/interlock/schema/";

  @TempDir private Path folder;

  private void jar(String name, Map<String, String> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(UTF_8));
      }
    }
  }

  private Optional<String> find(Preposition preposition, String event) {
    return CarriedSchemas.find(folder, PluginLock.read(folder), preposition, event)
        .map(bytes -> new String(bytes, UTF_8));
  }

  @Test
  void aSchemaIsCutOutByteForByte() throws IOException {
    jar(
        "greeter.jar",
        Map.of(
            FOLDER + "greet.1.json",
            "{\n\"before\" : {\n  \"a\" : \"ä\" },\n\"after\" : { \"b\" :  [ 1 ] }\n}\n"));
    assertThat(find(Preposition.BEFORE, "greet")).contains("{\n  \"a\" : \"ä\" }");
    assertThat(find(Preposition.AFTER, "greet")).contains("{ \"b\" :  [ 1 ] }");
    assertThat(find(Preposition.AFTER, "gree")).isEmpty();
  }

  @Test
  void theNewestVersionCounts() throws IOException {
    jar(
        "greeter.jar",
        Map.of(
            FOLDER + "greet.9.json", "{\"after\" : 9}",
            FOLDER + "greet.10.json", "{\"after\" : 10}",
            FOLDER + "greet.x.json", "{\"after\" : 0}"));
    assertThat(find(Preposition.AFTER, "greet")).contains("10");
    assertThat(find(Preposition.BEFORE, "greet")).isEmpty();
  }

  @Test
  void whatTwoJarsCarryOrTheLockForbidsOrNobodyCanReadIsLeftToTheLoader() throws IOException {
    jar("one.jar", Map.of(FOLDER + "greet.1.json", "{\"after\" : 1}"));
    assertThat(find(Preposition.AFTER, "greet")).contains("1");

    jar("two.jar", Map.of(FOLDER + "greet.1.json", "{\"after\" : 2}"));
    assertThat(find(Preposition.AFTER, "greet")).isEmpty();

    Files.delete(folder.resolve("two.jar"));
    Files.writeString(folder.resolve(PluginLock.FILE), "0".repeat(64) + "  one.jar\n");
    assertThat(find(Preposition.AFTER, "greet")).isEmpty();

    Files.delete(folder.resolve(PluginLock.FILE));
    jar("one.jar", Map.of(FOLDER + "greet.1.json", "{\"after\" : "));
    assertThat(find(Preposition.AFTER, "greet")).isEmpty();

    Files.writeString(folder.resolve("one.jar"), "not a JAR");
    assertThat(find(Preposition.AFTER, "greet")).isEmpty();
  }
}
