package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Assertions;

class YamlReaderProperties {

  private static Path file;

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("webhooks", ".yaml");
  }

  @AfterContainer
  static void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 2_000)
  void anyTextIsReadOrRefused(@ForAll("yamlLike") String text) {
    readOrRefuse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  private static void readOrRefuse(byte[] bytes) {
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          Files.write(file, bytes);
          try {
            assertThat(ConfigDocument.read(file, References.of(Map.of()), Map.of()).keys())
                .isNotNull();
          } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
          }
        });
  }

  @Provide
  Arbitrary<String> yamlLike() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a",
            "b: ",
            "- ",
            "\n",
            "  ",
            "{",
            "}",
            "[",
            "]",
            ",",
            ": ",
            "? ",
            "&x ",
            "*x",
            "!t ",
            "!!int ",
            "!<",
            ">",
            "|",
            "'",
            "\"",
            "\\U",
            "\\x4",
            "%YAML 1.1\n",
            "%TAG ! x:\n",
            "---\n",
            "...\n",
            "#",
            "\t",
            "${",
            "env:",
            "${env:X}",
            "$${",
            "<<: ",
            "0x",
            "1e9",
            "~",
            "@",
            "`",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uD83D\uDE00",
            "\uD800",
            "\u0000",
            "999999999999999999999");
    return pieces.list().ofMaxSize(40).map(list -> String.join("", list));
  }
}
