package dev.interlock.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginFolderTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String STARTS = "public void start(ConnectorContext context) {}\n";

  @TempDir private Path folder;
  private PluginJars jars;

  @BeforeEach
  void openFolder() throws IOException {
    jars = new PluginJars(folder);
    jars.write("zz-good.jar", PluginJars.plain("good"));
  }

  private PluginFolder load() {
    return load(LIMIT);
  }

  private PluginFolder load(Duration limit) {
    return PluginFolder.load(folder, PluginLock.read(folder), "0.1.0", limit);
  }

  /// The one rejected JAR's reason; the good one has loaded.
  private String onlyReason() {
    try (PluginFolder loaded = load()) {
      assertThat(loaded.modules()).extracting(PluginModule::name).containsExactly("good");
      assertThat(loaded.rejected()).hasSize(1);
      return loaded.rejected().getFirst().reason();
    }
  }

  /// What the one bad plugin did when it was asked; the good one answered.
  private String onlyFailure(Duration limit) {
    try (PluginFolder loaded = load(limit)) {
      ConnectorTypes types = ConnectorTypes.of(loaded.modules());
      assertThat(types.all()).containsOnlyKeys("good");
      assertThat(types.failures()).containsOnlyKeys("bad");
      return String.valueOf(types.failures().get("bad"));
    }
  }

  @Test
  void loadsInTheOrderOfTheirNames() throws IOException {
    jars.write("b.jar", PluginJars.plain("first"));
    jars.write("a.jar", PluginJars.plain("second"));
    jars.write(".hidden.jar", PluginJars.plain("hidden"));
    Files.writeString(folder.resolve("README.txt"), "no plugin");

    try (PluginFolder loaded = load()) {
      assertThat(loaded.rejected()).isEmpty();
      assertThat(loaded.modules())
          .extracting(PluginModule::name)
          .containsExactly("second", "first", "good");
      assertThat(loaded.modules().getFirst().manifest().version()).isEqualTo("1.2.3");
    }
  }

  @Test
  void readsWhatTheManifestSays() throws IOException {
    jars.write(
        "a.jar",
        PluginJars.plain("described")
            .entry("Plugin-Description", " Says hello. ")
            .entry("Plugin-Homepage", "https://a.example")
            .entry("Plugin-License", "MIT")
            .entry("Plugin-Maturity", "Robust"));

    try (PluginFolder loaded = load()) {
      PluginManifest manifest = loaded.modules().getFirst().manifest();
      assertThat(manifest)
          .isEqualTo(
              new PluginManifest(
                  "described",
                  "1.2.3",
                  "Says hello.",
                  "https://a.example",
                  "MIT",
                  PluginManifest.Maturity.ROBUST,
                  folder.resolve("a.jar")));
    }
  }

  @Test
  void aTruncatedJarIsNamed() throws IOException {
    Path whole = jars.write("bad.jar", PluginJars.plain("bad"));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(onlyReason()).startsWith("not a readable JAR: ");
  }

  @Test
  void aFolderNamedLikeAJarIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("bad.jar"));

    assertThat(onlyReason()).startsWith("not a readable JAR: ");
  }

  @Test
  void aJarWithoutAManifestIsNamed() throws IOException {
    jars.write("bad.jar", PluginJars.plain("bad").withoutManifest());

    assertThat(onlyReason()).contains("no META-INF/MANIFEST.MF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Plugin-Id", "Plugin-Version"})
  void aMissingEntryIsNamed(String entry) throws IOException {
    jars.write("bad.jar", PluginJars.plain("bad").entry(entry, null));

    assertThat(onlyReason()).isEqualTo("found no " + entry + " in the manifest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bad", "1st", "with space", "../up", "é"})
  void anIdThatIsNoNameIsRefused(String id) throws IOException {
    jars.write("bad.jar", PluginJars.plain(id));

    assertThat(onlyReason()).startsWith("Plugin-Id: found \"" + id + "\", expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"interlock", "http", "shutdown_timeout"})
  void theHostsOwnKeysAreTaken(String id) throws IOException {
    jars.write("bad.jar", PluginJars.plain(id));

    assertThat(onlyReason()).contains("which is the host's own name or key");
  }

  @Test
  void aMaturityThatIsNoneIsRefused() throws IOException {
    jars.write("bad.jar", PluginJars.plain("bad").entry("Plugin-Maturity", "done"));

    assertThat(onlyReason())
        .isEqualTo("Plugin-Maturity: found \"done\", expected experimental, stable or robust");
  }

  @Test
  void theSecondOfTwoWithOneIdIsRefused() throws IOException {
    jars.write("zz-other.jar", PluginJars.plain("good"));

    assertThat(onlyReason()).isEqualTo("found Plugin-Id \"good\", which zz-good.jar has already");
  }

  @Test
  void aJarWithoutAnExtensionIsRefused() throws IOException {
    jars.write("bad.jar", PluginJars.source("bad", "public class Nothing {}"));

    assertThat(onlyReason()).contains("found 0 connectors").contains("META-INF/extensions.idx");
  }

  @Test
  void aJarWithTwoExtensionsIsRefused() throws IOException {
    String two =
        "@Extension class One implements Connector {"
            + STARTS
            + "} @Extension class Two implements Connector {"
            + STARTS
            + "}";
    jars.write("bad.jar", PluginJars.source("bad", two).extension("One").extension("Two"));

    assertThat(onlyReason()).contains("found 2 connectors, expected exactly one");
  }

  @Test
  void anExtensionWhoseClassIsMissingIsNamed() throws IOException {
    jars.write("bad.jar", PluginJars.plain("bad").leavingOut("Plain"));

    assertThat(onlyReason()).contains("found 0 connectors");
  }

  @Test
  void aClassThatItNeedsAndLacksIsNamed() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.source(
                "bad",
                "class Gone {} @Extension public class Lacking implements Connector { public void"
                    + " start(ConnectorContext c) {} final Gone gone = new Gone(); }")
            .extension("Lacking")
            .leavingOut("Gone"));

    assertThat(onlyFailure(LIMIT)).contains("java.lang.NoClassDefFoundError: Gone");
  }

  @Test
  void aConstructorThatThrowsIsNamed() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad",
            "Bad",
            STARTS + "public Bad() { throw new IllegalStateException(\"no way\"); }"));

    assertThat(onlyFailure(LIMIT))
        .isEqualTo("constructor of bad threw java.lang.IllegalStateException: no way");
  }

  @Test
  void aConstructorThatDiesOfAnErrorIsNamed() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad", "Bad", STARTS + "public Bad() { throw new AssertionError(\"no\"); }"));

    assertThat(onlyFailure(LIMIT))
        .isEqualTo("constructor of bad threw java.lang.AssertionError: no");
  }

  @Test
  void aStaticInitializerThatThrowsIsNamed() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad", "Bad", STARTS + "static final int NUMBER = Integer.parseInt(\"x\");"));

    assertThat(onlyFailure(LIMIT))
        .startsWith("constructor of bad threw java.lang.ExceptionInInitializerError");
  }

  @Test
  void aConstructorThatHangsIsLeftBehind() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad",
            "Bad",
            STARTS
                + "public Bad() { while (true) { Thread.onSpinWait(); if (Thread.interrupted()) {"
                + " return; } } }"));

    assertThat(onlyFailure(Duration.ofMillis(1500)))
        .isEqualTo("constructor of bad took more than 1s500ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new IllegalStateException(\"none\");",
        "return null;",
        "return List.of((Event<?, ?>) null);"
      })
  void eventsThatCannotBeAskedForAreNamed(String body) throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad", "Bad", STARTS + "public List<Event<?, ?>> events() { " + body + "}"));

    assertThat(onlyFailure(LIMIT))
        .startsWith("events() and configuration() of bad threw java.lang.");
  }

  @Test
  void aConfigurationThatIsNullIsNamed() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad", "Bad", STARTS + "public Class<?> configuration() { return null; }"));

    assertThat(onlyFailure(LIMIT)).contains("configuration() is null");
  }

  @Test
  void anEventThatAnotherDefinesIsNamedWithBoth() throws IOException {
    String events =
        STARTS
            + "public List<Event<?, ?>> events() { return List.of(Event.of(\"greet\", Void.class,"
            + " Void.class)); }";
    jars.write("bad.jar", PluginJars.connector("good2", "One", events));
    jars.write("later.jar", PluginJars.connector("bad", "Two", events));

    try (PluginFolder loaded = load()) {
      ConnectorTypes types = ConnectorTypes.of(loaded.modules());
      assertThat(types.all()).containsOnlyKeys("good2", "good");
      assertThat(types.failures().get("bad")).contains("\"greet\" is defined by good2 and by bad");
    }
  }

  @Test
  void anEventOfTheHostIsNotToBeDefinedAgain() throws IOException {
    jars.write(
        "bad.jar",
        PluginJars.connector(
            "bad",
            "Bad",
            STARTS
                + "public List<Event<?, ?>> events() { return List.of(Event.of(\"startup\","
                + " Void.class, Void.class)); }"));

    assertThat(onlyFailure(LIMIT)).contains("\"startup\" is defined by the host and by bad");
  }

  @Test
  void aJarThatTheLockDoesNotNameStaysOut() throws IOException {
    Files.writeString(
        folder.resolve(PluginLock.FILE), PluginLock.render(PluginFolder.list(folder)));
    jars.write("bad.jar", PluginJars.plain("bad"));

    assertThat(onlyReason()).startsWith("plugins.lock doesn't name bad.jar");
  }

  @Test
  void aJarThatDiffersFromTheLockStaysOut() throws IOException {
    Path bad = jars.write("bad.jar", PluginJars.plain("bad"));
    String lock = PluginLock.render(PluginFolder.list(folder));
    Files.writeString(folder.resolve(PluginLock.FILE), "# by hand\n\n" + lock);
    jars.write("bad.jar", PluginJars.plain("bad").entry("Plugin-Version", "6.6.6"));

    String expected =
        lock.lines()
            .filter(line -> line.endsWith("bad.jar"))
            .findFirst()
            .orElseThrow()
            .substring(0, 64);
    assertThat(onlyReason())
        .matches(
            "plugins.lock: found SHA-256 [0-9a-f]{64} of "
                + bad.getFileName()
                + ", expected "
                + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc  good.jar", "no hash at all", "GGGG"})
  void aMalformedLockStopsEverythingAndNamesTheLine(String line) throws IOException {
    Files.writeString(folder.resolve(PluginLock.FILE), "# comment\n" + line + "\n");

    assertThatExceptionOfType(PluginFailureException.class)
        .isThrownBy(this::load)
        .withMessageContaining("plugins.lock:2: expected 64 hex digits");
  }

  @Test
  void aFolderThatIsNotThereSaysWhatToDo() {
    assertThatExceptionOfType(PluginFailureException.class)
        .isThrownBy(() -> PluginFolder.list(folder.resolve("none")))
        .withMessageContaining("--plugins");
  }
}
