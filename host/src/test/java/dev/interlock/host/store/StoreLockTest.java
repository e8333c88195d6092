package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {

  @TempDir private Path folder;

  private HostStore store() {
    return new HostStore(StoreSettings.DEFAULT, folder, Map.of());
  }

  private Process other(String... further) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            StoreOpener.class.getName(),
            folder.toString());
    builder.command().addAll(java.util.List.of(further));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void aSecondProcessIsRefusedAndToldWhoHasTheFile() throws Exception {
    try (HostStore store = store()) {
      store.open();
      Process second = other();
      String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(said)
          .contains(folder.resolve("data/interlock.db") + " is in use by process")
          .contains("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFileThatAnotherProcessHasIsFreeWhenThatIsKilled() throws Exception {
    Process first = other("stay");
    try (BufferedReader output = first.inputReader()) {
      assertThat(output.lines().anyMatch("open"::equals)).isTrue();
      try (HostStore store = store()) {
        assertThatExceptionOfType(StoreException.class)
            .isThrownBy(store::open)
            .withMessageContaining("in use by process " + first.pid());
      }
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertThat(Files.readString(folder.resolve("data/interlock.db.lock")))
        .isEqualTo(first.pid() + "\n");
    try (HostStore store = store()) {
      store.open();
      assertThat(store.health().reachable()).isTrue();
    }
  }

  @Test
  void aSecondStoreOfTheSameProcessIsRefusedToo() {
    try (HostStore store = store();
        HostStore second = store()) {
      store.open();
      assertThatExceptionOfType(StoreException.class).isThrownBy(second::open);
      store.close();
      second.open();
    }
  }
}
