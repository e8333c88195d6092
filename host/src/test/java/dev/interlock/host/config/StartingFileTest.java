package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Secret;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingFileTest {

  @TempDir Path folder;

  record ApiKey(@NotNull String name, @NotNull Secret key) {}

  record Http(
      @JsonPropertyDescription("Where the API listens.") String host,
      Integer port,
      ByteSize maxBody,
      List<ApiKey> apiKeys,
      Duration idle,
      FailurePolicy onFailure,
      Secret secret) {
    public Http {
      host = host == null ? "127.0.0.1" : host;
      port = port == null ? 8080 : port;
      maxBody = maxBody == null ? ByteSize.parse("1MiB") : maxBody;
      apiKeys = apiKeys == null ? List.of() : apiKeys;
    }
  }

  record Probe(@NotNull URI url, Duration timeout) {
    public Probe {
      timeout = timeout == null ? Duration.ofSeconds(2) : timeout;
    }
  }

  private static final Map<String, Class<?>> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("http", Http.class);
    SECTIONS.put("probe", Probe.class);
    SECTIONS.put("none", Void.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatItRendersIsValidAndGivesTheDefaults(boolean defaultsOnly) throws IOException {
    String text = StartingFile.render(SECTIONS, defaultsOnly);
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), text);
    ConfigDocument document = ConfigDocument.read(file, References.of(Map.of()), Map.of());
    assertThat(document.keys()).containsExactly("http");
    BoundSection<Http> bound =
        new SettingsBinder(document, KnownEvents.of(List.of(), false)).bind("http", Http.class);
    assertThat(bound.orThrow()).isEqualTo(new Http(null, null, null, null, null, null, null));
    assertThat(text)
        .contains(
            "  port: 8080\n",
            "  max_body: 1MiB\n",
            "# probe:\n",
            "# url: https://example.com/hooks\n");
  }

  @Test
  void describesWhatItIsNotToldToLeaveOut() {
    assertThat(StartingFile.render(SECTIONS, false))
        .contains("# Where the API listens. Takes text", "# on_failure: fail");
    assertThat(StartingFile.render(SECTIONS, true)).doesNotContain("listens", "on_failure");
  }

  @Test
  void aSectionThatIsOneValueStandsBehindAHash() {
    assertThat(StartingFile.render(Map.of("shutdown_timeout", java.time.Duration.class), false))
        .contains("# Takes a duration")
        .endsWith("# shutdown_timeout:\n");
    assertThat(StartingFile.render(Map.of("assembly", String.class), true))
        .isEqualTo("# assembly:\n");
  }

  @Test
  void readsAsAnOperatorWouldWriteIt() {
    assertThat(StartingFile.render(Map.of("probe", Probe.class), true))
        .isEqualTo(
            """
            # probe:
              # url: https://example.com/hooks
              # timeout: 2s
            """);
  }

  @Test
  void theOutlineNamesTypesDefaultsAndAllowedValues() {
    SettingsOutline outline = SettingsOutline.of(Http.class);
    assertThat(outline.entries())
        .extracting(SettingsOutline.Entry::key)
        .containsExactly("host", "port", "max_body", "api_keys", "idle", "on_failure", "secret");
    assertThat(outline.entries().get(1).defaultText()).contains("8080");
    assertThat(outline.entries().get(3).nested().orElseThrow().entries())
        .allMatch(SettingsOutline.Entry::required);
    assertThat(outline.entries().get(5).allowed()).containsExactly("fail", "cancel", "proceed");
    assertThat(SettingsOutline.of(Probe.class).entries().getFirst().required()).isTrue();
  }
}
