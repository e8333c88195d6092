package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The example of servo-webhooks' own README, not a character changed.
class SeedExampleIT {

  @TempDir Path folder;

  @BeforeEach
  void copy() throws Exception {
    try (InputStream example = SeedExampleIT.class.getResourceAsStream("seed-webhooks.yaml")) {
      Files.copy(example, folder.resolve("webhooks.yaml"));
    }
  }

  @Test
  void isValid() throws Exception {
    Ended ended = Distribution.built().run(folder, "validate");
    assertThat(ended.output()).isEqualTo("webhooks.yaml is right\n");
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.status()).isZero();
  }

  @Test
  void runsAsItStands() throws Exception {
    try (RunningInterlock interlock = RunningInterlock.run(folder)) {
      Api api = new Api(interlock.api());
      JsonNode webhook = api.get("/v1/webhooks").json().path("webhooks").path(0);
      assertThat(webhook.path("name").asString()).isEqualTo("my_measure_handler");
      assertThat(webhook.path("events")).isEqualTo(Api.parse("[\"after:measure\"]"));
      assertThat(webhook.path("url").asString()).startsWith("https://example.com/");
      assertThat(api.get("/readyz").json().path("status").asString()).isEqualTo("ok");
      assertThat(interlock.text()).doesNotContain("s3cr3t").doesNotContain("WARN");
    }
  }
}
