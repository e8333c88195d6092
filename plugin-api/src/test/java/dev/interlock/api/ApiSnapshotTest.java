package dev.interlock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiSnapshotTest {

  private static final Path GOLDEN = Path.of("src/test/resources/api.txt");

  /// Where this fails, the API has changed. If it was meant to, write it down: `mvn -pl plugin-api
  /// test -Dapi.rewrite=true`, and say so in CHANGELOG under Plugin API.
  @Test
  void publicTypesAreThoseOfTheGoldenFile() throws Exception {
    String found = ApiSnapshot.of(Path.of("target/classes"));
    if (Boolean.getBoolean("api.rewrite")) {
      Files.writeString(GOLDEN, found);
    }

    List<String> before = qualified(Files.readAllLines(GOLDEN));
    List<String> now = qualified(found.lines().toList());
    List<String> gone = new ArrayList<>(before);
    now.forEach(gone::remove);
    List<String> added = new ArrayList<>(now);
    before.forEach(added::remove);
    assertThat(gone).as("gone from the API (was it meant? -Dapi.rewrite=true)").isEmpty();
    assertThat(added).as("new in the API (was it meant? -Dapi.rewrite=true)").isEmpty();
    assertThat(found.lines()).isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void showsTypesMembersAndNullness() throws Exception {
    assertThat(ApiSnapshot.of(Path.of("target/classes")).lines())
        .contains(
            "interface Connector extends org.pf4j.ExtensionPoint",
            "  void start(ConnectorContext context) throws Exception",
            "record Result<R>(String connector, @Nullable R value)",
            "  PROCEED")
        .hasSizeGreaterThan(200);
  }

  /// Each member with its type before it.
  private static List<String> qualified(List<String> lines) {
    List<String> all = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        all.add(type + " {" + line + "}");
      } else if (!line.isEmpty()) {
        type = line;
        all.add(line);
      }
    }
    return all;
  }
}
