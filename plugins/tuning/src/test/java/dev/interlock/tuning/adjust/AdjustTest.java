package dev.interlock.tuning.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.HostEvents;
import dev.interlock.api.HostEvents.Checked;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.tuning.JdkEgress;
import dev.interlock.tuning.SmallHost;
import dev.interlock.tuning.TuningConnector;
import dev.interlock.tuning.TuningSettings;
import dev.interlock.tuning.measure.Control;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdjustTest {

  private static final String YAML = "# kept\nreplicas: 2 # how many\ngc: g1\n";

  @TempDir Path folder;
  private final List<ComponentSettings> components = new ArrayList<>();
  private SmallHost host;

  static SettingDefinition range(String name) {
    return new SettingDefinition(
        name, SettingType.RANGE, BigDecimal.ONE, BigDecimal.TEN, null, null, null, false);
  }

  static SettingDefinition choice(String name, String... values) {
    return new SettingDefinition(
        name, SettingType.ENUM, null, null, null, List.of(values), null, false);
  }

  @BeforeEach
  void targetOfWeb() throws IOException {
    write("settings.yaml", YAML);
  }

  private void component(
      String name, String target, List<String> reload, SettingDefinition... settings) {
    components.add(
        new ComponentSettings(
            name, Path.of(target), reload, Duration.ofSeconds(5), List.of(settings)));
  }

  private void web(String... reload) {
    component(
        "web",
        "settings.yaml",
        List.of(reload),
        range("replicas"),
        choice("gc", "g1", "zgc", "shenandoah"));
  }

  private Outcome<Description> adjust(Adjustment... adjustments) throws Exception {
    return start().publish(TuningConnector.ADJUST, new AdjustRequest(List.of(adjustments), null));
  }

  private SmallHost start() throws Exception {
    host =
        new SmallHost(new TuningSettings(null, components, null), folder, new JdkEgress())
            .start(new TuningConnector());
    return host;
  }

  private static Adjustment set(String component, String setting, Object value) {
    return new Adjustment(component, setting, value);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private void script(String name, String body) throws IOException {
    write(name, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String error(Outcome<?> outcome) {
    return ((Failed<?>) outcome).errors().getFirst().message();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void changesTheFileReloadsAndDescribesWhatIsNow() throws Exception {
    script("reload.sh", "grep replicas settings.yaml > seen");
    web("./reload.sh");

    Description now =
        ((Completed<Description>) adjust(set("web", "replicas", 3), set("web", "gc", "zgc")))
            .first()
            .orElseThrow();

    assertThat(read("settings.yaml")).isEqualTo("# kept\nreplicas: 3 # how many\ngc: zgc\n");
    assertThat(read("seen")).isEqualTo("replicas: 3 # how many\n");
    assertThat(now.components().getFirst().settings())
        .extracting(Setting::value)
        .containsExactly(new BigDecimal(3), "zgc");
    assertThat(now.metrics()).hasSize(8);
    assertThat(names()).containsExactly("reload.sh", "seen", "settings.yaml");
  }

  @Test
  void whatIsSetAlreadyIsNeitherWrittenNorReloaded() throws Exception {
    script("reload.sh", "touch seen");
    web("./reload.sh");
    Object inode = Files.getAttribute(folder.resolve("settings.yaml"), "unix:ino");

    assertThat(adjust(set("web", "replicas", 2))).isInstanceOf(Completed.class);

    assertThat(Files.getAttribute(folder.resolve("settings.yaml"), "unix:ino")).isEqualTo(inode);
    assertThat(folder.resolve("seen")).doesNotExist();
  }

  @Test
  void everyFieldThatIsWrongIsNamedAndNothingIsTouched() throws Exception {
    web();
    components.add(
        new ComponentSettings(
            "api",
            Path.of("api.env"),
            null,
            null,
            List.of(
                new SettingDefinition(
                    "FIXED",
                    SettingType.RANGE,
                    BigDecimal.ONE,
                    BigDecimal.TEN,
                    null,
                    null,
                    null,
                    true))));

    assertThatThrownBy(
            () ->
                adjust(
                    set("web", "replicas", 3),
                    set("wbe", "replicas", 3),
                    set("web", "replica", 3),
                    set("web", "replicas", 11),
                    set("web", "gc", "g2\nevil: true"),
                    set("api", "FIXED", 2),
                    set("web", "replicas", 4),
                    set("web", "replicas", 1.5)))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::path)
                    .containsExactly(
                        "adjustments[1].component_name",
                        "adjustments[2].setting_name",
                        "adjustments[3].value",
                        "adjustments[4].value",
                        "adjustments[5].setting_name",
                        "adjustments[6].setting_name",
                        "adjustments[7].value"));
    assertThat(read("settings.yaml")).isEqualTo(YAML);
    assertThat(names()).containsExactly("settings.yaml");
  }

  @Test
  void severalFilesChangeTogether() throws Exception {
    write("api.env", "THREADS=4\n");
    write("db.properties", "# pool\npool = 2\n");
    web();
    component("api", "api.env", List.of(), range("THREADS"));
    component("db", "db.properties", List.of(), range("pool"));

    assertThat(adjust(set("web", "replicas", 3), set("api", "THREADS", 8), set("db", "pool", 9)))
        .isInstanceOf(Completed.class);

    assertThat(read("settings.yaml")).contains("replicas: 3 #");
    assertThat(read("api.env")).isEqualTo("THREADS=8\n");
    assertThat(read("db.properties")).isEqualTo("# pool\npool = 9\n");
  }

  @Test
  void aReloadThatFailsRollsEveryFileBackAndReloadsTheOldOnes() throws Exception {
    write("api.env", "THREADS=4\n");
    script("web.sh", "grep replicas settings.yaml >> web.log");
    script(
        "api.sh",
        "cat api.env >> api.log; echo first; echo 'no such thread' >&2; grep -q THREADS=4 api.env"
            + " || exit 7");
    web("./web.sh");
    component("api", "api.env", List.of("./api.sh"), range("THREADS"));

    Outcome<Description> outcome =
        adjust(set("web", "replicas", 3), set("api", "THREADS", 8), set("web", "gc", "zgc"));

    assertThat(error(outcome))
        .contains("./api.sh ended with 7", "first; no such thread", "the old settings are back");
    assertThat(read("settings.yaml")).isEqualTo(YAML);
    assertThat(read("api.env")).isEqualTo("THREADS=4\n");
    assertThat(read("web.log")).isEqualTo("replicas: 3 # how many\nreplicas: 2 # how many\n");
    assertThat(read("api.log")).isEqualTo("THREADS=8\nTHREADS=4\n");
    assertThat(names()).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void aWayBackThatFailsIsSaid() throws Exception {
    script("reload.sh", "exit 7");
    web("./reload.sh");

    assertThat(error(adjust(set("web", "replicas", 3))))
        .contains("and the way back failed too: ./reload.sh ended with 7");
    assertThat(read("settings.yaml")).isEqualTo(YAML);
  }

  @Test
  void aReloadThatHangsIsKilledWithAllThatItStarted() throws Exception {
    script(
        "reload.sh",
        "grep -q 'replicas: 2' settings.yaml && exit 0\nsleep 600 &\necho $! > child\nwait");
    components.add(
        new ComponentSettings(
            "web",
            Path.of("settings.yaml"),
            List.of("./reload.sh"),
            Duration.ofMillis(700),
            List.of(range("replicas"))));

    assertThat(error(adjust(set("web", "replicas", 3))))
        .contains("./reload.sh was killed after 700ms", "the old settings are back");

    long child = Long.parseLong(read("child").strip());
    await().untilAsserted(() -> assertThat(isRunning(child)).isFalse());
    assertThat(read("settings.yaml")).isEqualTo(YAML);
  }

  /// A dead process whose parent has not yet taken note of it is not running.
  private static boolean isRunning(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
  }

  @Test
  void anAbortedReloadRollsBack() throws Exception {
    script("reload.sh", "grep -q 'replicas: 2' settings.yaml && exit 0\ntouch begun\nsleep 600");
    components.add(
        new ComponentSettings(
            "web",
            Path.of("settings.yaml"),
            List.of("./reload.sh"),
            Duration.ofMinutes(5),
            List.of(range("replicas"))));
    start();
    List<Outcome<Description>> outcomes = new java.util.concurrent.CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () ->
                    outcomes.add(
                        host.publish(
                            TuningConnector.ADJUST,
                            new AdjustRequest(List.of(set("web", "replicas", 3)), null))));
    await().until(() -> Files.exists(folder.resolve("begun")));

    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcomes.getFirst()).isInstanceOf(Failed.class);
    assertThat(read("settings.yaml")).isEqualTo(YAML);
  }

  @Test
  void muchOutputIsNeitherKeptNorInTheWay() throws Exception {
    script(
        "reload.sh",
        "head -c 3000000 /dev/zero | tr '\\0' 'x'; echo; echo last words; grep -q 'replicas: 2'"
            + " settings.yaml");
    web("./reload.sh");

    assertThat(error(adjust(set("web", "replicas", 3))))
        .contains("last words")
        .hasSizeLessThan(10_000);
  }

  @Test
  void aTargetThatCannotBeWrittenLeavesAllAsItWas() throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    web();
    component("api", "sub/nowhere/api.env", List.of(), range("THREADS"));

    assertThat(error(adjust(set("web", "replicas", 3), set("api", "THREADS", 8))))
        .contains("nothing was changed");

    assertThat(read("settings.yaml")).isEqualTo(YAML);
    assertThat(names()).containsExactly("settings.yaml", "sub");
  }

  @Test
  void aTargetThatIsBrokenOrNotUtf8LeavesAllAsItWas() throws Exception {
    Files.write(folder.resolve("api.env"), new byte[] {'A', '=', (byte) 0xFF, '\n'});
    web();
    component("api", "api.env", List.of(), range("A"));

    assertThat(error(adjust(set("web", "replicas", 3), set("api", "A", 8))))
        .contains("expected UTF-8");
    assertThat(read("settings.yaml")).isEqualTo(YAML);
  }

  @Test
  void permissionsStayAndALinkStaysALink() throws Exception {
    Files.createDirectory(folder.resolve("real"));
    Files.move(folder.resolve("settings.yaml"), folder.resolve("real/actual.yaml"));
    Files.setPosixFilePermissions(
        folder.resolve("real/actual.yaml"), PosixFilePermissions.fromString("rw-rw-r--"));
    Files.createSymbolicLink(folder.resolve("settings.yaml"), Path.of("real/actual.yaml"));
    web();

    assertThat(adjust(set("web", "replicas", 3))).isInstanceOf(Completed.class);

    assertThat(folder.resolve("settings.yaml")).isSymbolicLink();
    assertThat(read("real/actual.yaml")).contains("replicas: 3");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("real/actual.yaml"))))
        .isEqualTo("rw-rw-r--");
  }

  @Test
  void aMissingTargetIsMadeAndTakenAwayAgainWhereTheReloadFails() throws Exception {
    component("api", "api.env", List.of(), range("THREADS"));
    assertThat(adjust(set("api", "THREADS", 8))).isInstanceOf(Completed.class);
    assertThat(read("api.env")).isEqualTo("THREADS=8\n");

    components.clear();
    component("db", "db.properties", List.of("false"), range("pool"));
    assertThat(adjust(set("db", "pool", 8))).isInstanceOf(Failed.class);
    assertThat(folder.resolve("db.properties")).doesNotExist();
  }

  @Test
  void aLinkToNowhereIsRefused() throws Exception {
    Files.createSymbolicLink(folder.resolve("api.env"), Path.of("missing.env"));
    component("api", "api.env", List.of(), range("THREADS"));

    assertThat(error(adjust(set("api", "THREADS", 8)))).contains("can't be read");
    assertThat(folder.resolve("missing.env")).doesNotExist();
  }

  @Test
  void adjustmentsTakeTurns() throws Exception {
    script("reload.sh", "mkdir busy || exit 9\nsleep 0.2\nrmdir busy");
    web("./reload.sh");
    start();
    List<Outcome<Description>> outcomes = new java.util.concurrent.CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int value = 3; value <= 6; value++) {
      AdjustRequest request = new AdjustRequest(List.of(set("web", "replicas", value)), null);
      threads.add(
          Thread.ofVirtual()
              .start(() -> outcomes.add(host.publish(TuningConnector.ADJUST, request))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(outcomes).hasSize(4).allMatch(Completed.class::isInstance);
  }

  @Test
  void settlesBeforeItDescribes() throws Exception {
    web();
    start();
    Control control =
        new Control(null, null, Duration.ofMillis(50), Duration.ofMillis(100), null, null);

    assertThat(
            host.publish(
                TuningConnector.ADJUST,
                new AdjustRequest(List.of(set("web", "replicas", 3)), control)))
        .isInstanceOf(Completed.class);
    assertThat(host.progress).contains("waiting for 50ms", "settling for 100ms");
  }

  @Test
  void promoteKeepsTheCurrentSettingsAsTheBaseline() throws Exception {
    component(
        "web",
        "settings.yaml",
        List.of(),
        range("replicas"),
        choice("gc", "g1"),
        choice("note", "a"));
    write("settings.yaml", "replicas: 2\ngc: \"g\\\"1\"\n");
    start();

    assertThat(host.publish(TuningConnector.PROMOTE)).isInstanceOf(Completed.class);
    assertThat(read("tuning-state.json"))
        .isEqualTo(
            "{\"promoted_at\":\"2026-11-22T23:00:00Z\",\"components\":{\"web\":{\"replicas\":2,\"gc\":\"g\\\"1\",\"note\":null}}}\n");
  }

  @Test
  void componentsReadWhatTheFilesSay() throws Exception {
    web();
    component("api", "missing.env", List.of(), range("THREADS"));
    start();

    List<Component> found =
        ((Completed<List<Component>>) host.publish(TuningConnector.COMPONENTS))
            .first()
            .orElseThrow();

    assertThat(found).extracting(Component::name).containsExactly("web", "api");
    assertThat(found.getFirst().settings().getFirst())
        .isEqualTo(
            new Setting(
                "replicas",
                SettingType.RANGE,
                new BigDecimal(2),
                BigDecimal.ONE,
                BigDecimal.TEN,
                BigDecimal.ONE,
                null,
                null,
                false));
    assertThat(found.getLast().settings().getFirst().value()).isNull();
  }

  @Test
  void checkNamesWhatIsMissingWithTheRemedy() throws Exception {
    script("reload.sh", "exit 0");
    web("./reload.sh");
    component("api", "api.env", List.of("./no-such.sh"), range("THREADS"));
    write("db.yaml", "a: [1\n");
    component("db", "db.yaml", List.of("true"), range("pool"));
    start();

    List<Finding> findings =
        ((Completed<Checked>) host.publish(HostEvents.CHECK)).first().orElseThrow().findings();

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactly(
            "tuning/measure",
            "tuning/web",
            "tuning/web reload",
            "tuning/api",
            "tuning/api reload",
            "tuning/db",
            "tuning/db reload",
            "tuning/state");
    assertThat(findings.stream().filter(finding -> !finding.ok()).map(Finding::subject))
        .containsExactly("tuning/api reload", "tuning/db");
    assertThat(findings)
        .filteredOn(finding -> !finding.ok())
        .allMatch(finding -> !finding.remedy().isBlank());
  }
}
