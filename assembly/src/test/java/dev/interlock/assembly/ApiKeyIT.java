package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host that has keys: each may do what its scopes say, and nothing else.
class ApiKeyIT {

  private static final String PUBLISHER = "publisher-0123456789abcdef";
  private static final String READER = "reader-0123456789abcdef";
  private static final String MANAGER = "manager-0123456789abcdef";

  @TempDir static Path folder;
  private static RunningInterlock interlock;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        http:
          api_keys:
            - {name: publisher, key: "${env:PUBLISHER_KEY}", scopes: ["publish:met*"]}
            - {name: reader, key: %s, scopes: [read]}
            - {name: manager, key: %s, scopes: [manage]}
        """
            .formatted(READER, MANAGER));
    Path plugins = PluginJar.folder(folder, "tuning", "webhooks");
    interlock =
        RunningInterlock.run(
            folder, Map.of("PUBLISHER_KEY", PUBLISHER), "--plugins", plugins.toString());
    api = new Api(interlock.api());
  }

  @AfterAll
  static void stop() {
    interlock.close();
  }

  @Test
  void withoutAKeyOnlyHealthIsTold() throws Exception {
    assertThat(api.get("/healthz").status()).isEqualTo(200);
    assertThat(api.get("/v1/events").status()).isEqualTo(401);
    assertThat(api.publish("metrics").status()).isEqualTo(401);
    assertThat(api.get("/v1/events", "X-Api-Key", "wrong").status()).isEqualTo(401);
    assertThat(api.get("/v1/events").headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void publishIsForTheEventsOfItsGlob() throws Exception {
    assertThat(api.publish("metrics", "", "Authorization", "Bearer " + PUBLISHER).status())
        .isEqualTo(200);
    assertThat(api.publish("components", "", "Authorization", "Bearer " + PUBLISHER).status())
        .isEqualTo(403);
    assertThat(api.get("/v1/webhooks", "Authorization", "Bearer " + PUBLISHER).status())
        .isEqualTo(403);
  }

  @Test
  void readReadsOnly() throws Exception {
    assertThat(api.get("/v1/events", "X-Api-Key", READER).status()).isEqualTo(200);
    assertThat(api.publish("metrics", "", "X-Api-Key", READER).status()).isEqualTo(403);
    assertThat(api.send("POST", "/v1/webhooks/trigger", "{}", "X-Api-Key", READER).status())
        .isEqualTo(403);
  }

  @Test
  void manageDoesNotPublish() throws Exception {
    assertThat(api.send("POST", "/v1/webhooks/trigger", "{}", "X-Api-Key", MANAGER).status())
        .isEqualTo(422);
    assertThat(api.publish("metrics", "", "X-Api-Key", MANAGER).status()).isEqualTo(403);
  }

  @Test
  void theCommandLineTakesItsKeyFromTheEnvironment() throws Exception {
    Distribution distribution = Distribution.built();
    String url = api.base().toString();
    Ended published =
        distribution.run(
            folder,
            Map.of("INTERLOCK_API_KEY", PUBLISHER),
            new byte[0],
            "publish",
            "metrics",
            "--url",
            url);
    assertThat(published.status()).as(published.errors()).isZero();
    Ended refused = distribution.run(folder, "publish", "metrics", "--url", url);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("a key is needed");
  }

  @Test
  void noKeyIsEverShown() {
    assertThat(interlock.text())
        .doesNotContain(PUBLISHER)
        .doesNotContain(READER)
        .doesNotContain(MANAGER);
  }
}
