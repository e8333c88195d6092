package dev.interlock.host.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Any bytes are read or refused, soon, with a place that is in the file; what is read means the
/// same once more where it is written as JSON, which is YAML too.
class YamlFuzzTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  /// A reference would be resolved once more, and YAML takes no key of more than 1,024 characters.
  private static final Pattern NOT_AS_JSON = Pattern.compile("\\$|\"[^\"]{1000}|[0-9]{100}");

  private static final Pattern LINE_END = Pattern.compile("\\R");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static Path file;

  @BeforeAll
  static void makeFile() throws IOException {
    file = Files.createTempFile("webhooks", ".yaml");
  }

  @AfterAll
  static void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @FuzzTest(maxDuration = "20s")
  void isReadOrRefused(byte[] data) throws IOException {
    long began = System.nanoTime();
    Optional<JsonNode> read = read(data);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    if (read.isPresent()) {
      String json = JSON.writeValueAsString(read.get()).replace("\u007f", "\\u007f");
      if (!NOT_AS_JSON.matcher(json).find()) {
        assertThat(read(json.getBytes(UTF_8))).as(json).isEqualTo(read);
      }
    }
  }

  private static Optional<JsonNode> read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      References references = References.of(Map.of("NAME", "value"));
      return Optional.of(ConfigDocument.read(file, references, Map.of()).tree());
    } catch (ConfigException refused) {
      int lines = LINE_END.split(new String(bytes, UTF_8), -1).length;
      assertThat(refused.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(Problems.MOST);
      for (ConfigProblem problem : refused.problems()) {
        assertThat(problem.message()).isNotBlank();
        assertThat(problem.line()).as(problem.message()).isBetween(0, lines);
      }
      return Optional.empty();
    }
  }
}
