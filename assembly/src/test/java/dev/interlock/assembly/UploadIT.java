package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A thousand connections that publish 1 MB at a time, within the heap that the launcher gives: the
/// host lives, takes its share of them, and answers small events beside them. For a whole minute:
/// `-Dinterlock.uploads=60`.
class UploadIT {

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("interlock.uploads", 10));
  private static final int CONNECTIONS = 1_000;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void aThousandLargeUploadsLeaveRoomForSmallEvents(TestReporter reporter) throws Exception {
    Files.writeString(folder.resolve("webhooks.yaml"), "webhooks: []\n");
    Path plugins = NotePlugin.folder(folder);
    List<Long> small = new ArrayList<>();
    try (RunningInterlock host = RunningInterlock.run(folder, "--plugins", plugins.toString());
        UploadLoad load =
            new UploadLoad(host.api(), "note", note("x".repeat(1_000_000)), CONNECTIONS)) {
      Api api = new Api(host.api());
      long end = System.nanoTime() + TIME.toNanos();
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        assertThat(api.publish("note", note("x".repeat(200)), LONGEST).status()).isEqualTo(200);
        small.add((System.nanoTime() - start) / 1_000_000);
      }
      reporter.publishEntry(
          "uploads",
          "in %s: %s; small ones %d, p50 %d ms, p99 %d ms, at most %d ms; %d MB resident"
              .formatted(
                  TIME,
                  load.statuses(),
                  small.size(),
                  percentile(small, 50),
                  percentile(small, 99),
                  percentile(small, 100),
                  host.peakMemory() >> 20));
      assertThat(load.answered(200)).isPositive();
      assertThat(host.isRunning()).isTrue();
    }
  }

  private static long percentile(List<Long> values, int percent) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() * percent / 100, sorted.size() - 1));
  }

  private static String note(String text) {
    return "{\"key\":\"k\",\"sequence\":1,\"text\":\"" + text + "\"}";
  }
}
