package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the pages show is what the distribution does. `<!-- file -->` stands before a fence that is
/// a whole `webhooks.yaml`.
class DocumentationIT {

  private static final Path ROOT = Path.of("..");
  private static final Pattern WHOLE_FILE =
      Pattern.compile("<!-- file -->\\n```yaml\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("^  ([a-z-]+) {2,}\\S", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  private final Distribution distribution = Distribution.built();

  @TempDir Path folder;

  private static List<Path> pages() throws IOException {
    List<Path> pages =
        new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  @Test
  void everyWholeFileOfThePagesIsRight() throws Exception {
    int found = 0;
    for (Path page : pages()) {
      for (MatchResult block : WHOLE_FILE.matcher(Files.readString(page)).results().toList()) {
        Path file = Files.writeString(folder.resolve("file-" + found + ".yaml"), block.group(1));
        Ended validated = distribution.run(folder, "validate", "--config", file.toString());
        assertThat(validated.output())
            .as(page + ": " + block.group(1))
            .isEqualTo(file + " is right\n");
        assertThat(validated.errors()).isEmpty();
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aMistakeIsToldAsTheOperationsPageShows() throws Exception {
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        webhooks:
          - name: record
            description: Told after each measurement.
            url: https://example.com/record
            secret: whsec_aW50ZXJsb2NrIGRlbW8gc2VjcmV0IQ==
            events:
              - after:mesure
        """);
    Ended validated = distribution.run(folder, "validate");
    assertThat(validated.status()).isEqualTo(1);
    assertThat(page("docs/operations.md"))
        .contains(("$ interlock validate\n" + validated.output()).indent(4));
  }

  @Test
  void theCommandTableHasEveryCommandAndNoOther() throws Exception {
    String help = distribution.run(folder, "--help").output();
    List<String> commands = COMMAND.matcher(help).results().map(each -> each.group(1)).toList();
    String operations = page("docs/operations.md");
    String table =
        operations.substring(operations.indexOf("## Commands"), operations.indexOf("## HTTP"));

    assertThat(commands).contains("run", "validate", "webhooks", "listen");
    assertThat(commands)
        .allSatisfy(command -> assertThat(table).containsPattern("(?m)^\\|.*`" + command + "[ `]"));
    Pattern named = Pattern.compile("(?m)^\\| `([a-z-]+)[ `]");
    assertThat(named.matcher(table).results().map(each -> each.group(1))).isSubsetOf(commands);
  }

  @Test
  void theWebhooksPageHasEveryKey() throws Exception {
    Ended generated = distribution.run(folder, "generate", "webhooks");
    Pattern key = Pattern.compile("^[ #]*(?:- )?([a-z_]+):", Pattern.MULTILINE);
    List<String> keys =
        key.matcher(generated.output()).results().map(each -> each.group(1)).distinct().toList();
    assertThat(keys).contains("events", "backoff", "allow_private");
    assertThat(keys)
        .allSatisfy(
            each -> assertThat(page("docs/webhooks.md")).containsPattern("\\b" + each + "\\b"));
  }

  @Test
  void whatGeneratePrintsIsRight() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("generated.yaml"), distribution.run(folder, "generate").output());
    assertThat(file).content().contains("webhooks:");
    assertThat(distribution.run(folder, "validate", "--config", file.toString()).output())
        .isEqualTo(file + " is right\n");
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        assertThat(page.resolveSibling(link.group(1))).as(page + ": " + link.group()).exists();
      }
    }
  }
}
