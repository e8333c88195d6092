package dev.interlock.api.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

  @TempDir private Path folder;

  private Map<String, String> read(String text) throws IOException {
    return EnvFile.read(Files.writeString(folder.resolve(".env"), text), "APP_");
  }

  @Test
  void readsWhatShellsRead() throws IOException {
    assertThat(
            read(
                """
                # APP_COMMENT=1
                APP_PLAIN = a=b
                export APP_QUOTED="c d"
                APP_SINGLE='e'
                APP_TWICE=1
                APP_TWICE=2
                OTHER=f
                no variable
                """))
        .containsOnly(
            Map.entry("APP_PLAIN", "a=b"),
            Map.entry("APP_QUOTED", "c d"),
            Map.entry("APP_SINGLE", "e"),
            Map.entry("APP_TWICE", "2"));
  }

  @Test
  void whatCanNotBeReadSaysNothing() throws IOException {
    assertThat(EnvFile.read(folder.resolve("absent"), "")).isEmpty();
    assertThat(EnvFile.read(folder, "")).isEmpty();
    assertThat(read("APP_LONG=" + "x".repeat(70_000))).isEmpty();
    byte[] noText = {'A', 'P', 'P', '_', 'A', '=', (byte) 0xff, '\n'};
    assertThat(EnvFile.read(Files.write(folder.resolve("binary"), noText), "")).isEmpty();
  }
}
