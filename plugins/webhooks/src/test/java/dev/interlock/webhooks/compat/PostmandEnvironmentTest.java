package dev.interlock.webhooks.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmandEnvironmentTest {

  private static final PostmandSettings UNSAID = new PostmandSettings(null, null, null, null, null);

  @TempDir private Path folder;

  @Test
  void theFileGoesBeforeTheEnvironmentAndThatBeforeDotEnv() throws Exception {
    Files.writeString(
        folder.resolve(".env"),
        "# ports\n"
            + "export POSTMAND_HTTP_PORT=9000\n"
            + "POSTMAND_HEALTH_CHECK_HTTP_PORT=\"9001\"\n"
            + "OTHER=1\n");
    PostmandEnvironment environment =
        PostmandEnvironment.of(Map.of("POSTMAND_HTTP_PORT", "9100"), folder);

    assertThat(environment.port(UNSAID)).isEqualTo(9100);
    assertThat(environment.healthPort(UNSAID)).isEqualTo(9001);
    assertThat(environment.port(new PostmandSettings(7000, null, null, null, null)))
        .isEqualTo(7000);
  }

  @Test
  void withoutVariablesThePortsArePostmands() {
    PostmandEnvironment environment = PostmandEnvironment.of(Map.of(), folder);

    assertThat(environment.port(UNSAID)).isEqualTo(8000);
    assertThat(environment.healthPort(UNSAID)).isEqualTo(8001);
    assertThat(environment.ignored()).isEmpty();
  }

  @Test
  void saysWhatMeansNothingHereAndWhatIsNoPort() {
    PostmandEnvironment environment =
        PostmandEnvironment.of(
            Map.of("POSTMAND_POLLING_INTERVAL", "1000", "POSTMAND_HTTP_PORT", "http"), folder);

    assertThat(environment.ignored()).singleElement().asString().contains("POLLING_INTERVAL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> environment.port(UNSAID))
        .withMessageContaining("POSTMAND_HTTP_PORT");
  }
}
