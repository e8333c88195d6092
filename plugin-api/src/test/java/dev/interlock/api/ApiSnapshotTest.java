package dev.interlock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApiSnapshotTest {

  private static final Path GOLDEN = Path.of("src/test/resources/api.txt");

  /// Where this fails, the API has changed. If it was meant to, write it down: `mvn -pl plugin-api test -Dapi.rewrite=true`, and say
  /// so in CHANGELOG under Plugin API.
  @Test
  void publicTypesAreThoseOfTheGoldenFile() throws Exception {
    String found = ApiSnapshot.of(Path.of("target/classes"));
    if (Boolean.getBoolean("api.rewrite")) {
      Files.writeString(GOLDEN, found);
    }

    assertThat(found.lines()).isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void showsTypesMembersAndNullness() throws Exception {
    assertThat(ApiSnapshot.of(Path.of("target/classes")).lines())
        .contains(
            "interface Connector extends org.pf4j.ExtensionPoint",
            "  abstract void start(ConnectorContext context) throws Exception".replace("abstract ", ""),
            "record Result<R>(String connector, @Nullable R value)",
            "  PROCEED")
        .hasSizeGreaterThan(200);
  }
}
