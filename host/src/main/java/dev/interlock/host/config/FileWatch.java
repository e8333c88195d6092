package dev.interlock.host.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that a file was saved: written in place, renamed over, or reached through a symbolic
/// link that was turned (as Kubernetes does). Looks twice a second, and calls back once the file
/// has stayed the same between two looks, so that a half written file is not read. A file that is
/// gone is no change; its return is.
///
/// Make it before the first reading of the file, or a save between the two goes unseen. The
/// callback runs on the watch's one thread; what it throws is logged and ends nothing. `close` is
/// idempotent and may be called from the callback.
public final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Path file;
  private final Runnable onChange;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("file-watch").factory());

  /// Both touched by the watch's thread alone, after the constructor.
  private Optional<Look> reported;

  private Optional<Look> last;

  /// What one look at the file saw.
  private record Look(Path realPath, FileTime modified, long size, @Nullable Object fileKey) {}

  /// Tells of every save from now on.
  public FileWatch(Path file, Runnable onChange) {
    this(file, onChange, INTERVAL);
  }

  /// Tells of the file as it is found as well, once it is stable: for whoever has read it before.
  public static FileWatch withFirstLook(Path file, Runnable onChange) {
    return new FileWatch(file, onChange, INTERVAL, Optional.empty());
  }

  FileWatch(Path file, Runnable onChange, Duration interval) {
    this(file, onChange, interval, look(file));
  }

  private FileWatch(Path file, Runnable onChange, Duration interval, Optional<Look> reported) {
    this.file = file;
    this.onChange = onChange;
    this.reported = reported;
    this.last = look(file);
    var _ =
        executor.scheduleWithFixedDelay(
            this::compare, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void compare() {
    Optional<Look> seen = look(file);
    boolean stable = seen.equals(last);
    last = seen;
    if (stable && seen.isPresent() && !seen.equals(reported)) {
      reported = seen;
      tell();
    }
  }

  private void tell() {
    try {
      onChange.run();
    } catch (RuntimeException e) {
      LOG.error("taking over a change of {} failed", file, e);
    }
  }

  private static Optional<Look> look(Path file) {
    try {
      Path realPath = file.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(realPath, BasicFileAttributes.class);
      return Optional.of(
          new Look(
              realPath, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
