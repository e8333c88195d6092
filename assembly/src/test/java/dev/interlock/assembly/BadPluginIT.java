package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// JARs that are wrong, all in one folder, and an assembly that may lack them: each is named with
/// its reason, and the rest runs.
class BadPluginIT {

  private static final String EVENT =
      """
        @Override public List<Event<?, ?>> events() { return List.of(Event.of("%s", Void.class, Void.class)); }
      """;
  private static final String START =
      "  @Override public void start(ConnectorContext context) {}\n";

  @TempDir static Path folder;
  private static Path plugins;
  private static RunningInterlock interlock;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    plugins = PluginJar.folder(folder, "tuning", "webhooks");
    Path good = PluginJar.write(plugins, "first", EVENT.formatted("shared") + START);
    PluginJar.write(plugins, "second", EVENT.formatted("shared") + START);
    PluginJar.write(
        plugins,
        "thrower",
        "  public ThrowerConnector() { throw new IllegalStateException(\"no mood\"); }\n" + START);
    PluginJar.write(
        plugins,
        "sleeper",
        EVENT.formatted("asleep")
            + """
              @Override public void start(ConnectorContext context) throws Exception {
                new java.util.concurrent.CountDownLatch(1).await();
              }
            """);
    byte[] whole = Files.readAllBytes(good);
    Files.write(plugins.resolve("truncated.jar"), Arrays.copyOf(whole, whole.length / 2));
    PluginJar.pack(plugins.resolve("nameless.jar"), null, Map.of("some/file.txt", new byte[10]));
    PluginJar.pack(
        plugins.resolve("empty.jar"),
        PluginJar.manifest("empty"),
        Map.of("some/file.txt", new byte[10]));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        plugins: {optional: [empty.jar, nameless.jar, truncated.jar, second, thrower, sleeper]}
        webhooks:
          - {name: a, events: after:asleep, url: 'https://a.example/', secret: s}
        """);
    interlock = RunningInterlock.run(folder, "--plugins", plugins.toString());
    api = new Api(interlock.api());
  }

  @AfterAll
  static void stop() {
    interlock.close();
  }

  @Test
  void eachIsNamedWithItsReason() throws Exception {
    Map<String, String> reasons = new HashMap<>();
    JsonNode ready = api.get("/readyz").json();
    ready
        .path("degraded")
        .forEach(
            each -> reasons.put(each.path("subject").asString(), each.path("detail").asString()));

    assertThat(reasons.get("plugins/truncated.jar")).contains("not a readable JAR");
    assertThat(reasons.get("plugins/nameless.jar")).contains("found no META-INF/MANIFEST.MF");
    assertThat(reasons.get("plugins/empty.jar"))
        .contains("found 0 connectors")
        .contains("META-INF/extensions.idx");
    assertThat(reasons.toString()).contains("no mood").contains("took more than 10s");
    assertThat(reasons.get("plugins/second")).contains("shared").contains("first");
  }

  @Test
  void eachIsInTheLog() {
    for (String line :
        List.of(
            ".* ERROR plugin=truncated\\.jar .*",
            ".* ERROR plugin=nameless\\.jar .*",
            ".* ERROR .*thrower.*no mood.*",
            ".* ERROR connector=sleeper .*took more than 10s.*",
            ".* ERROR connector=second .*shared.*first.*")) {
      interlock.awaitLine(line);
    }
    assertThat(interlock.text()).doesNotContain("\tat ");
  }

  @Test
  void theRestRuns() throws Exception {
    assertThat(api.get("/readyz").status()).isEqualTo(200);
    assertThat(api.publish("metrics").status()).isEqualTo(200);
    assertThat(api.publish("shared").status()).isEqualTo(200);
  }

  @Test
  void pluginsListsThemAndEndsWith1() throws Exception {
    Ended ended = Distribution.built().run(folder, "plugins", "--plugins", plugins.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output().lines().filter(line -> line.contains("interlock-tuning")))
        .singleElement()
        .asString()
        .endsWith("ready");
    assertThat(ended.output())
        .contains("truncated.jar")
        .contains("nameless.jar")
        .contains("no mood")
        .contains("second");
  }

  @Test
  void aLockedFolderLoadsNothingThatWasChanged(@TempDir Path other) throws Exception {
    Path jars = PluginJar.folder(other, "tuning", "webhooks");
    Path own = PluginJar.write(jars, "own", START);
    Files.writeString(other.resolve("webhooks.yaml"), "http: {port: 0}\n");
    String[] lock = {"plugins", "lock", "--plugins", jars.toString()};
    Ended locked = Distribution.built().run(other, lock);
    assertThat(locked.status()).as(locked.errors()).isZero();
    assertThat(Files.readString(other.resolve("plugins.lock")))
        .containsPattern("(?m)^[0-9a-f]{64}  own\\.jar$");
    assertThat(Distribution.built().run(other, "validate", "--plugins", jars.toString()).status())
        .isZero();

    Files.delete(own);
    PluginJar.write(jars, "own", START + "  int changed;\n");
    PluginJar.write(jars, "added", START);
    Ended ended = Distribution.built().run(other, "validate", "--plugins", jars.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .containsPattern(
            "plugins\\.lock: found SHA-256 [0-9a-f]{64} of own\\.jar, expected [0-9a-f]{64}")
        .contains("plugins.lock doesn't name added.jar; interlock plugins lock writes it anew");
  }
}
