package dev.interlock.webhooks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages show what runs here: `<!-- snippet FILE#REGION -->` stands before a fence that equals
/// the region.
class PagesTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern SNIPPET =
      Pattern.compile(
          "<!-- snippet (plugins/webhooks/\\S+)#(\\w+) -->\\n```\\w+\\n(.*?)\\n```",
          Pattern.DOTALL);

  @Test
  void everySnippetIsARegionOfARunningTest() throws IOException {
    List<MatchResult> snippets =
        SNIPPET.matcher(Files.readString(ROOT.resolve("docs/developers.md"))).results().toList();

    assertThat(snippets).hasSize(2);
    for (MatchResult snippet : snippets) {
      assertThat(snippet.group(3))
          .isEqualTo(region(Files.readString(ROOT.resolve(snippet.group(1))), snippet.group(2)));
    }
  }

  private static String region(String source, String name) {
    int start = source.indexOf('\n', source.indexOf("// tag::" + name + "[]")) + 1;
    return source
        .substring(start, source.lastIndexOf('\n', source.indexOf("// end::" + name + "[]")))
        .stripIndent();
  }
}
