package dev.interlock.host.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much room the store's disk has left. Asked before each delivery, so it looks once a second.
/// Thread-safe.
final class DiskFloor {

  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final StoreLocation location;
  private volatile boolean room = true;
  private volatile long lookAt = System.nanoTime();

  DiskFloor(StoreLocation location) {
    this.location = location;
  }

  boolean roomLeft() {
    if (System.nanoTime() - lookAt >= 0) {
      lookAt = System.nanoTime() + INTERVAL;
      long free = free();
      room = free < 0 || free >= Health.FLOOR.bytes();
    }
    return room;
  }

  Refusal refusal() {
    return new Refusal(
        "store: less than " + Health.FLOOR + " is free on the disk of " + location.shown(),
        "make room on its disk: below " + Health.FLOOR + " nothing durable is accepted");
  }

  /// Bytes; -1 where that isn't known.
  long free() {
    if (!(location instanceof StoreLocation.SqliteFile file)) {
      return -1;
    }
    try {
      @Nullable Path there = file.real();
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      return there == null ? -1 : Files.getFileStore(there).getUsableSpace();
    } catch (IOException _) {
      return -1;
    }
  }
}
