package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path folder;

  private final AtomicInteger changes = new AtomicInteger();
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(folder.resolve("webhooks.yaml"), "a: 1\n");
  }

  private FileWatch watch(Path path) {
    return new FileWatch(path, changes::incrementAndGet, Duration.ofMillis(10));
  }

  private void awaitChanges(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> changes.get() >= count);
  }

  @Test
  void noticesWritingInPlaceAndRenamingOver() throws IOException {
    try (FileWatch watch = watch(file)) {
      Files.writeString(file, "a: 22\n");
      awaitChanges(1);
      Path saved = Files.writeString(folder.resolve("saved"), "a: 33\n");
      Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      awaitChanges(2);
      watch.close();
    }
  }

  @Test
  void noticesASymbolicLinkThatTurns() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.writeString(first.resolve("webhooks.yaml"), "a: 1\n");
    Files.writeString(second.resolve("webhooks.yaml"), "a: 2\n");
    Files.setLastModifiedTime(
        second.resolve("webhooks.yaml"), Files.getLastModifiedTime(first.resolve("webhooks.yaml")));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
    Path link =
        Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("..data/webhooks.yaml"));
    try (FileWatch watch = watch(link)) {
      Path turned = Files.createSymbolicLink(folder.resolve("..new"), second);
      Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      awaitChanges(1);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aFileThatIsGoneIsNoChangeButItsReturnIs() throws IOException {
    try (FileWatch watch = watch(file)) {
      Files.delete(file);
      await().during(Duration.ofMillis(200)).until(() -> changes.get() == 0);
      Files.writeString(file, "b: 1234\n");
      awaitChanges(1);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aCallbackThatThrowsEndsNothingAndCloseDoes() throws IOException {
    FileWatch watch =
        new FileWatch(
            file,
            () -> {
              changes.incrementAndGet();
              throw new IllegalStateException("reload failed");
            },
            Duration.ofMillis(10));
    Files.writeString(file, "a: 22\n");
    awaitChanges(1);
    Files.writeString(file, "a: 333\n");
    awaitChanges(2);
    watch.close();
    watch.close();
    int atClose = changes.get();
    Files.writeString(file, "a: 4444\n");
    await().during(Duration.ofMillis(200)).until(() -> changes.get() == atClose);
  }
}
