package dev.interlock.tuning.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/// The page for assembly authors shows what runs here: `<!-- snippet FILE#REGION -->` stands before
/// a fence that equals the region.
class AuthorsPageTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet (\\S+)#(\\w+) -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern MANIFEST_ENTRY = Pattern.compile("<(Plugin-[A-Za-z]+)>");

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/authors.md"));
  }

  @Test
  void everySnippetIsARegionOfARunningTest() throws IOException {
    List<MatchResult> snippets = SNIPPET.matcher(page()).results().toList();

    assertThat(snippets).hasSize(2);
    for (MatchResult snippet : snippets) {
      assertThat(snippet.group(3))
          .isEqualTo(region(Files.readString(ROOT.resolve(snippet.group(1))), snippet.group(2)));
    }
  }

  private static String region(String source, String name) {
    int start = source.indexOf('\n', source.indexOf("// tag::" + name + "[]")) + 1;
    String text =
        source.substring(start, source.lastIndexOf('\n', source.indexOf("// end::" + name + "[]")));
    return text.stripIndent();
  }

  @Test
  void thePomIsWellFormedAndWritesTheManifestEntriesOfOurOwn() throws Exception {
    var pom = Pattern.compile("```xml\\n(.*?)\\n```", Pattern.DOTALL).matcher(page());
    assertThat(pom.find()).isTrue();

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(pom.group(1))));
    assertThat(entries(pom.group(1)))
        .containsExactlyElementsOf(entries(Files.readString(ROOT.resolve("plugins/pom.xml"))));
  }

  private static List<String> entries(String pom) {
    List<String> names = new ArrayList<>();
    MANIFEST_ENTRY.matcher(pom).results().forEach(entry -> names.add(entry.group(1)));
    return names;
  }
}
