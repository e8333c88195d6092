package dev.interlock.tuning.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.tuning.adjust.FileFormat.NewValue;
import dev.interlock.tuning.adjust.FileFormat.SettingKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FileFormatTest {

  private static final SettingKey REPLICAS = new SettingKey("web", "replicas");
  private static final SettingKey GC = new SettingKey("web", "gc");
  private static final NewValue FIVE = new NewValue("5", true);

  private static NewValue word(String text) {
    return new NewValue(text, false);
  }

  @Test
  void isKnownByTheExtension() {
    assertThat(FileFormat.of(Path.of("a/settings.yaml"))).isEqualTo(FileFormat.YAML);
    assertThat(FileFormat.of(Path.of("A.YML"))).isEqualTo(FileFormat.YAML);
    assertThat(FileFormat.of(Path.of("app.properties"))).isEqualTo(FileFormat.PROPERTIES);
    assertThat(FileFormat.of(Path.of(".env"))).isEqualTo(FileFormat.ENV);
    assertThat(FileFormat.of(Path.of("prod.env"))).isEqualTo(FileFormat.ENV);
    assertThatThrownBy(() -> FileFormat.of(Path.of("settings.toml")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("settings.toml");
  }

  @Nested
  class Yaml {

    private static void edits(String before, SettingKey key, NewValue value, String after) {
      assertThat(FileFormat.YAML.set(before, key, value)).isEqualTo(after);
      assertThat(FileFormat.YAML.find(after, key)).contains(value.text());
    }

    @Test
    void keepsEveryOtherCharacter() {
      edits(
          "# top\nreplicas:   3   # how many\n\ngc: g1\n",
          REPLICAS,
          FIVE,
          "# top\nreplicas:   5   # how many\n\ngc: g1\n");
    }

    @Test
    void keepsLineEndsUnicodeAndByteOrderMark() {
      edits(
          "\uFEFFnote: \"grüße 🚀🚀\"\r\nreplicas: 3 # 🚀\r\ngc: g1\r\n",
          REPLICAS,
          FIVE,
          "\uFEFFnote: \"grüße 🚀🚀\"\r\nreplicas: 5 # 🚀\r\ngc: g1\r\n");
    }

    @Test
    void looksUnderTheComponentWhereTheFileHasIt() {
      edits(
          "replicas: 1\nweb:\n  replicas: 3\napi: {replicas: 4}\n",
          REPLICAS,
          FIVE,
          "replicas: 1\nweb:\n  replicas: 5\napi: {replicas: 4}\n");
      edits("web: {gc: g1, replicas: 3}\n", REPLICAS, FIVE, "web: {gc: g1, replicas: 5}\n");
      edits("web: a name\nreplicas: 3\n", REPLICAS, FIVE, "web: a name\nreplicas: 5\n");
    }

    @Test
    void keepsQuotesAndKinds() {
      edits("gc: 'g1'\n", GC, word("zgc"), "gc: 'zgc'\n");
      edits("gc: \"g1\"\n", GC, word("z\"c"), "gc: \"z\\\"c\"\n");
      edits("gc: true\n", GC, word("false"), "gc: false\n");
      edits("gc: 1\n", GC, word("2"), "gc: 2\n");
      edits("gc: g1\n", GC, word("2"), "gc: '2'\n");
      edits("gc: g1\n", GC, word("off"), "gc: 'off'\n");
      edits("replicas: auto\n", REPLICAS, FIVE, "replicas: 5\n");
    }

    @Test
    void hostileWordsStayOneString() {
      edits("gc: g1 # c\nb: 1\n", GC, word("x: {y} # z"), "gc: 'x: {y} # z' # c\nb: 1\n");
      edits("gc: g1\n", GC, word("it's"), "gc: 'it''s'\n");
      edits("gc: g1\n", GC, word("*a"), "gc: '*a'\n");
      edits("gc: g1\n", GC, word("größe 🚀"), "gc: 'größe 🚀'\n");
      edits("{gc: g1, b: 2}", GC, word("a, b: 3"), "{gc: 'a, b: 3', b: 2}");
    }

    @Test
    void addsAKeyThatIsNotThere() {
      edits("", REPLICAS, FIVE, "replicas: 5\n");
      edits("# only a comment", REPLICAS, FIVE, "# only a comment\nreplicas: 5\n");
      edits("# top\r\ngc: g1\r\n", REPLICAS, FIVE, "# top\r\nreplicas: 5\r\ngc: g1\r\n");
      edits("web:\n  gc: g1 # c\n", REPLICAS, FIVE, "web:\n  replicas: 5\n  gc: g1 # c\n");
      edits("web: {}\n", REPLICAS, FIVE, "web: {replicas: 5}\n");
      edits("web: {gc: g1}\n", REPLICAS, FIVE, "web: {replicas: 5, gc: g1}\n");
      edits("replicas:\ngc: g1\n", REPLICAS, FIVE, "replicas: 5\ngc: g1\n");
    }

    @Test
    void refusesWhatItCannotEditInPlace() {
      assertThatThrownBy(() -> FileFormat.YAML.set("n: &n 3\nreplicas: *n\n", REPLICAS, FIVE))
          .hasMessageContaining("anchor");
      assertThatThrownBy(() -> FileFormat.YAML.set("replicas: &n 3\nn: *n\n", REPLICAS, FIVE))
          .hasMessageContaining("anchor");
      assertThatThrownBy(() -> FileFormat.YAML.set("gc: |\n  g1\n", GC, word("zgc")))
          .hasMessageContaining("block text");
      assertThatThrownBy(() -> FileFormat.YAML.set("replicas: [3]\n", REPLICAS, FIVE))
          .hasMessageContaining("expected one value");
      assertThatThrownBy(() -> FileFormat.YAML.set("replicas: 3\nreplicas: 4\n", REPLICAS, FIVE))
          .hasMessageContaining("stands twice");
      assertThatThrownBy(() -> FileFormat.YAML.set("- 3\n", REPLICAS, FIVE))
          .hasMessageContaining("expected keys");
      assertThatThrownBy(() -> FileFormat.YAML.set("a: 1\n---\nb: 2\n", REPLICAS, FIVE))
          .hasMessageContaining("no YAML");
      assertThatThrownBy(() -> FileFormat.YAML.set("a: [1\n", REPLICAS, FIVE))
          .hasMessageContaining("no YAML");
    }
  }

  @Nested
  class JavaProperties {

    private static void edits(String before, SettingKey key, String value, String after) {
      assertThat(FileFormat.PROPERTIES.set(before, key, word(value))).isEqualTo(after);
      assertThat(FileFormat.PROPERTIES.find(after, key)).contains(value);
    }

    @Test
    void keepsCommentsSeparatorsAndLineEnds() {
      edits(
          "# top\r\nreplicas = 3\r\n! end\r\n",
          REPLICAS,
          "5",
          "# top\r\nreplicas = 5\r\n! end\r\n");
      edits("  replicas:3", REPLICAS, "5", "  replicas:5");
      edits("replicas 3\n", REPLICAS, "5", "replicas 5\n");
      edits("replicas\ngc=g1\n", REPLICAS, "5", "replicas=5\ngc=g1\n");
    }

    @Test
    void prefersTheComponentsKeyAndTheLastOfTwo() {
      edits("replicas=1\nweb.replicas=2\n", REPLICAS, "5", "replicas=1\nweb.replicas=5\n");
      edits("replicas=1\nreplicas=2\n", REPLICAS, "5", "replicas=1\nreplicas=5\n");
    }

    @Test
    void replacesAContinuedValueWholeAndIsNotFooledByOne() {
      edits(
          "a=x\\\n  replicas=9\nreplicas=1\\\n  2\nb=1\n",
          REPLICAS,
          "5",
          "a=x\\\n  replicas=9\nreplicas=5\nb=1\n");
      edits(
          "a=x\\\r\n replicas=9\r\nreplicas=1\\\r\n 2\r\n",
          REPLICAS,
          "5",
          "a=x\\\r\n replicas=9\r\nreplicas=5\r\n");
      edits("# comment \\\nreplicas=3\n", REPLICAS, "5", "# comment \\\nreplicas=5\n");
    }

    @Test
    void escapesWhatPropertiesWouldReadOtherwise() {
      edits("gc=g1\n", GC, " a\\b", "gc=\\ a\\\\b\n");
      edits("gc=g1\n", GC, "ü🚀", "gc=\\u00FC\\uD83D\\uDE80\n");
      edits("gc=g1\n", GC, "#a=b", "gc=#a=b\n");
    }

    @Test
    void addsAKeyThatIsNotThere() {
      edits("a=1", REPLICAS, "5", "a=1\nreplicas=5\n");
      edits("a=1\r\n", REPLICAS, "5", "a=1\r\nreplicas=5\r\n");
      edits("", REPLICAS, "5", "replicas=5\n");
    }
  }

  @Nested
  class Env {

    private static void edits(String before, SettingKey key, String value, String after) {
      assertThat(FileFormat.ENV.set(before, key, word(value))).isEqualTo(after);
      assertThat(FileFormat.ENV.find(after, key)).contains(value);
    }

    @Test
    void keepsCommentsExportAndQuotes() {
      edits(
          "# top\nexport replicas=3 # how many\ngc=g1\n",
          REPLICAS,
          "5",
          "# top\nexport replicas=5 # how many\ngc=g1\n");
      edits("gc=\"g1\"\r\nb=1\r\n", GC, "zgc", "gc=\"zgc\"\r\nb=1\r\n");
      edits("gc='g1'\n", GC, "zgc", "gc='zgc'\n");
      edits("gc=\n", GC, "zgc", "gc=zgc\n");
      edits("gc=a#b\n", GC, "zgc", "gc=zgc\n");
    }

    @Test
    void aNameWithinAQuotedTextIsNoSetting() {
      edits(
          "a=\"x\nreplicas=9\n\"\nreplicas=3\n#replicas=1\n",
          REPLICAS,
          "5",
          "a=\"x\nreplicas=9\n\"\nreplicas=5\n#replicas=1\n");
      edits("my_replicas=1\nreplicas=3\n", REPLICAS, "5", "my_replicas=1\nreplicas=5\n");
    }

    @Test
    void hostileWordsStayOneWord() {
      edits("gc=g1\n", GC, "$(rm -rf x); `id`", "gc='$(rm -rf x); `id`'\n");
      edits("gc=g1\n", GC, "it's $HOME \"\\", "gc=\"it's \\$HOME \\\"\\\\\"\n");
      edits("gc=\"g1\"\n", GC, "a`b", "gc=\"a\\`b\"\n");
    }

    @Test
    void addsANameThatIsNotThere() {
      edits("a=1", REPLICAS, "5", "a=1\nreplicas=5\n");
      edits("", GC, "two words", "gc='two words'\n");
    }

    @Test
    void refusesAQuoteThatIsNeverClosed() {
      assertThatThrownBy(() -> FileFormat.ENV.set("a=\"x\nreplicas=3\n", REPLICAS, FIVE))
          .hasMessageContaining("never closed");
    }
  }
}
