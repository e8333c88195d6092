package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDocumentTest {

  @TempDir Path folder;

  private ConfigDocument read(String yaml) throws IOException {
    return read(yaml, Map.of(), Map.of());
  }

  private ConfigDocument read(
      String yaml, Map<String, String> environment, Map<String, String> overrides)
      throws IOException {
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), yaml);
    return ConfigDocument.read(file, References.of(environment), overrides);
  }

  private List<String> problems(String yaml) {
    return problems(yaml, Map.of(), Map.of());
  }

  /// `line:col path message`, without the file.
  private List<String> problems(
      String yaml, Map<String, String> environment, Map<String, String> overrides) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> read(yaml, environment, overrides));
    assertThat(refused).as("a refusal of %s", yaml).isNotNull();
    return refused.problems().stream()
        .map(
            each ->
                (each.line() == 0 ? each.file() : each.line() + ":" + each.column())
                    + " "
                    + each.path()
                    + " "
                    + each.message())
        .map(text -> text.replace(folder.toString() + "/", ""))
        .toList();
  }

  @Test
  void readsByTheCoreSchemaOfYaml12() throws IOException {
    ConfigDocument document =
        read(
            """
            a: {yes: yes, on: on, old: 010, time: 1:30, day: 2026-11-23, dotted: 1.2.3}
            b: {t: true, f: False, n: ~, e: , i: 42, neg: -7, hex: 0x1F, oct: 0o17, d: 1.5, exp: 1e3, big: 12345678901234567890}
            """);
    assertThat(document.tree().toString())
        .isEqualTo(
            "{\"a\":{\"yes\":\"yes\",\"on\":\"on\",\"old\":\"010\",\"time\":\"1:30\",\"day\":\"2026-11-23\",\"dotted\":\"1.2.3\"},"
                + "\"b\":{\"t\":true,\"f\":false,\"n\":null,\"e\":null,\"i\":42,\"neg\":-7,\"hex\":31,\"oct\":15,\"d\":1.5,"
                + "\"exp\":1000.0,\"big\":12345678901234567890}}");
  }

  @Test
  void knowsThePlaceOfEveryValue() throws IOException {
    ConfigDocument document = read("webhooks:\n  - name: x\n    events:\n      - after:measure\n");
    Place place = document.placeOf("webhooks[0].events[0]");
    assertThat(place.line()).isEqualTo(4);
    assertThat(place.column()).isEqualTo(9);
    assertThat(document.placeOf("webhooks[0].nothing").line()).isEqualTo(2);
  }

  @Test
  void anEmptyFileIsADocumentWithoutSections() throws IOException {
    assertThat(read("").keys()).isEmpty();
    assertThat(read("# only a comment\n").keys()).isEmpty();
    assertThat(read("\uFEFFhttp: {}\n").keys()).containsExactly("http");
  }

  @Test
  void theProblemTextIsWhatValidatePrints() throws IOException {
    assertThat(
            new ConfigProblem(
                    ConfigProblem.Severity.ERROR,
                    "webhooks.yaml",
                    7,
                    7,
                    "webhooks[0].events[0]",
                    "found \"after:mesure\", no such event; did you mean after:measure?")
                .text())
        .isEqualTo(
            """
            webhooks.yaml:7:7  webhooks[0].events[0]
              found "after:mesure", no such event; did you mean after:measure?\
            """);
  }

  @Test
  void namesAMissingFileAFolderAndAFileTooLarge() throws IOException {
    Path missing = folder.resolve("none.yaml");
    assertThat(
            catchThrowableOfType(
                ConfigException.class,
                () -> ConfigDocument.read(missing, References.system(), Map.of())))
        .hasMessage(
            missing + "\n  there is no such file; interlock generate prints one to start from");
    assertThat(
            catchThrowableOfType(
                ConfigException.class,
                () -> ConfigDocument.read(folder, References.system(), Map.of())))
        .hasMessageContaining("not a regular file");
    assertThat(problems("#" + "x".repeat((1 << 20) - 1) + "\n").getFirst())
        .contains("larger than 1 MiB");
    assertThat(read("#" + "x".repeat((1 << 20) - 2) + "\n").keys()).isEmpty();
  }

  @Test
  void namesTheByteThatIsNotUtf8AndTheForbiddenCharacter() throws IOException {
    Path file = folder.resolve("webhooks.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', '1', '\n', 'b', ':', ' ', (byte) 0xff, '\n'});
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> ConfigDocument.read(file, References.system(), Map.of()))
                .problems()
                .getFirst())
        .extracting(ConfigProblem::line, ConfigProblem::column, ConfigProblem::message)
        .containsExactly(2, 4, "found a byte that is not UTF-8");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xe2, (byte) 0x82});
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> ConfigDocument.read(file, References.system(), Map.of()))
                .problems()
                .getFirst()
                .message())
        .contains("not UTF-8");
    assertThat(problems("a: 1\nb: \u0001\n"))
        .containsExactly("2:4  found the character U+0001, which YAML forbids");
  }

  @Test
  void refusesTheBillionLaughs() throws IOException {
    StringBuilder laughs = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (char level = 'b'; level <= 'i'; level++) {
      char below = (char) (level - 1);
      laughs
          .append(level)
          .append(": &")
          .append(level)
          .append(" [*")
          .append(below)
          .append((",*" + below).repeat(9))
          .append("]\n");
    }
    assertThat(problems(laughs.toString()).getFirst()).contains("at most 100,000 values");
  }

  @Test
  void refusesAliasesThatMultiplyText() {
    String yaml = "a: &a " + "x".repeat(500_000) + "\nb: [" + "*a,".repeat(5_000) + "*a]\n";
    assertThat(problems(yaml).getFirst()).contains("at most 8 MiB of text");
  }

  @Test
  void refusesDeepNestingWithItsPlace() throws IOException {
    assertThat(problems("a: " + "[".repeat(400_000)).getFirst())
        .startsWith("1:53 ")
        .contains("at most 50 levels");
    assertThat(read("a: " + "[".repeat(49) + "]".repeat(49)).keys()).containsExactly("a");
    String chain =
        "a: &a [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n"
            + "b: &b [[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]\n"
            + "c: [[[[[[[[[[[[[[[[[[[[*b]]]]]]]]]]]]]]]]]]]]\n";
    assertThat(problems(chain).getFirst()).contains("at most 50 levels");
  }

  @Test
  void refusesARecursiveAlias() {
    assertThat(problems("a: &a [1, *a]\n"))
        .singleElement()
        .asString()
        .contains("an alias can't hold itself");
    assertThat(problems("a: &a {b: *a}\n")).singleElement().asString().startsWith("1:4 a.b ");
  }

  @Test
  void tellsEveryStructuralProblemAtOnce() {
    assertThat(problems("a: 1\na: 2\nb:\n  5: x\n  <<: {c: 1}\n? [k]\n: v\nc: !custom x\n"))
        .containsExactly(
            "2:1 a found this key twice, first at webhooks.yaml:1:1",
            "4:3 b found the key \"5\" unquoted, expected text; quote it",
            "5:3 b found <<, which YAML 1.2 does not merge; write the keys out, or use an alias for"
                + " a whole value",
            "6:3  found a list or mapping as a key, expected text",
            "8:4 c found the tag \"!custom\", but tags are not taken; a value that begins with !"
                + " must be quoted: \"!custom\"");
  }

  @Test
  void saysWhatYamlCannotBe() {
    assertThat(problems("a:\n\tb: 1\n"))
        .singleElement()
        .asString()
        .startsWith("2:1 ")
        .contains("found a tab");
    assertThat(problems("a: 1\n---\nb: 2\n"))
        .singleElement()
        .asString()
        .startsWith("2:1 ")
        .contains("second document");
    assertThat(problems("- a\n- b\n"))
        .containsExactly("1:1  found a list, expected a mapping of sections");
    assertThat(problems("a: b: c\n").getFirst()).startsWith("1:5 ").contains("quote the value");
    assertThat(problems("a: [1\nb: 2\n").getFirst()).contains("not YAML");
    assertThat(problems("a: \"x\\U"))
        .singleElement()
        .asString()
        .startsWith("1:")
        .contains("escape that is not complete");
    assertThat(problems("a: *missing\n").getFirst()).contains("undefined alias");
    assertThat(problems("a: !!int abc\n").getFirst()).startsWith("1:4 a ");
    assertThat(problems("a: " + "9".repeat(101) + "\n").getFirst()).startsWith("1:4 a ");
  }

  @Test
  void insideFlowSaysToQuoteReferencesAndBangs() {
    assertThat(problems("a: {key: ${env:X}}\n"))
        .containsExactly("1:10  inside {…} or […] a reference must be quoted: \"${env:NAME}\"");
    assertThat(problems("a:\n  - [x, ${env:X}]\n"))
        .singleElement()
        .asString()
        .startsWith("2:9 ")
        .contains("must be quoted");
    assertThat(problems("a: [after:x, !after:check]\n"))
        .singleElement()
        .asString()
        .startsWith("1:14 ")
        .contains("must be quoted");
    assertThat(problems("a: {b: !after:check}\n"))
        .singleElement()
        .asString()
        .contains("must be quoted");
  }

  @Test
  void putsReferencesInTheirPlaces() throws IOException {
    Files.writeString(folder.resolve("token.txt"), "t0ken\n");
    ConfigDocument document =
        read(
            """
            a: ${env:USER_NAME}:${file:token.txt}@${env:HOST}
            b: "$${env:X} costs $5 ${env:EMPTY}"
            c: ["${file:%s}"]
            """
                .formatted(folder.resolve("token.txt")),
            Map.of("USER_NAME", "ada", "HOST", "${env:HOST}", "EMPTY", ""),
            Map.of());
    assertThat(document.tree().toString())
        .isEqualTo(
            "{\"a\":\"ada:t0ken@${env:HOST}\",\"b\":\"${env:X} costs $5 \",\"c\":[\"t0ken\"]}");
    assertThat(document.toString()).doesNotContain("t0ken");
  }

  @Test
  void tellsEveryReferenceThatGivesNothing() throws IOException {
    Files.write(folder.resolve("large"), new byte[64 * 1024 + 1]);
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
    Files.createDirectory(folder.resolve("dir"));
    assertThat(
            problems(
                """
                a: ${env:UNSET}
                b: ${file:none}
                c: ${HOME}
                d: ${env:X
                e: ${file:large}
                f: ${file:dir}
                g: ${file:binary}
                h: ${env:}
                """))
        .containsExactly(
            "1:4 a found ${env:UNSET}, but this environment variable is not set",
            "2:4 b found \"${file:none}\", but there is no such file",
            "3:4 c found \"${HOME}\", expected ${env:NAME} or ${file:PATH}; $${ stands for ${"
                + " itself",
            "4:4 d found ${ without its }, expected ${env:NAME} or ${file:PATH}; $${ stands for ${"
                + " itself",
            "5:4 e found \"${file:large}\", which is larger than 64 KiB",
            "6:4 f found \"${file:dir}\", which is not a regular file",
            "7:4 g found \"${file:binary}\", which is not UTF-8",
            "8:4 h found \"${env:}\", expected ${env:NAME} or ${file:PATH}; $${ stands for ${"
                + " itself");
  }

  @Test
  void overridesAreLaidOverTheFile() throws IOException {
    ConfigDocument document =
        read(
            "http: {port: 1}\nlist: [{a: 1}]\n",
            Map.of("P", "secret"),
            Map.of(
                "http.port",
                "9090",
                "http.host",
                "0.0.0.0",
                "new.deep[0].x",
                "[1, {y: ~}]",
                "list[0].a",
                "${env:P}",
                "list[1]",
                "b"));
    assertThat(document.section("http"))
        .hasValueSatisfying(
            node -> assertThat(node.toString()).isEqualTo("{\"port\":9090,\"host\":\"0.0.0.0\"}"));
    assertThat(document.section("new").orElseThrow().toString())
        .isEqualTo("{\"deep\":[{\"x\":[1,{\"y\":null}]}]}");
    assertThat(document.section("list").orElseThrow().toString())
        .isEqualTo("[{\"a\":\"secret\"},\"b\"]");
    assertThat(document.placeOf("http.port")).hasToString("--set http.port");
  }

  @Test
  void overrideProblemsNameTheOverride() {
    assertThat(problems("a: 1\nl: []\n", Map.of(), Map.of("a.b", "2")))
        .containsExactly("--set a.b a.b found 1 at a, expected a mapping");
    assertThat(problems("l: []\n", Map.of(), Map.of("l[2]", "2")))
        .containsExactly("--set l[2] l[2] found a list of 0, expected an index up to 0");
    assertThat(problems("", Map.of(), Map.of("..x", "2")).getFirst()).contains("expected a path");
    assertThat(problems("", Map.of(), Map.of("a", "[1")).getFirst())
        .startsWith("--set a a not YAML");
    assertThat(problems("", Map.of(), Map.of("a", "${env:NO}")).getFirst())
        .startsWith("--set a a found ${env:NO}");
  }

  @Test
  void namesUnknownTopLevelKeys() throws IOException {
    ConfigDocument document = read("http: {}\nwebhoks: []\nzzzzzz: 1\n");
    assertThat(document.unknownKeys(List.of("http", "webhooks"), false))
        .extracting(ConfigProblem::message)
        .containsExactly(
            "found \"webhoks\", no such section; did you mean webhooks?",
            "found \"zzzzzz\", no such section; expected one of http, webhooks");
    assertThat(document.unknownKeys(List.of("http", "webhooks"), true))
        .hasSize(2)
        .noneMatch(ConfigProblem::isError);
  }

  @Test
  void knowsWhichKeysChanged() throws IOException {
    ConfigDocument before =
        read("a: {x: 1, y: 2}\nb: ${env:B}\nc: 1\n", Map.of("B", "old"), Map.of());
    ConfigDocument same = read("# comment\na: {y: 2, x: 1}\nb: old\nc: 1\n");
    ConfigDocument after =
        read("a: {x: 1, y: 2}\nb: ${env:B}\nd: 1\n", Map.of("B", "new"), Map.of());
    assertThat(before.changedKeys(same)).isEmpty();
    assertThat(before.changedKeys(after)).containsExactly("b", "c", "d");
    assertThat(before.hash()).hasSize(64).isNotEqualTo(after.hash());
  }

  @Test
  void pathsWithOddKeysAreQuoted() throws IOException {
    assertThat(SettingPath.parse("a[\"x.y\"][2].b-c").orElseThrow())
        .hasToString("a[\"x.y\"][2].b-c");
    assertThat(List.of("", ".a", "a..b", "a.", "[0]", "a[x]", "a b"))
        .allSatisfy(text -> assertThat(SettingPath.parse(text)).as(text).isEmpty());
  }
}
