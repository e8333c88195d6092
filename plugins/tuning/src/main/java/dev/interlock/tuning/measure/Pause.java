package dev.interlock.tuning.measure;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.settings.Durations;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A wait that an abort ends at once.
public final class Pause {

  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private Pause() {}

  /// Waits, and reports `what` it waits for as progress.
  public static void of(Duration time, String what) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      throwIfAborted();
      double fraction = 1 - left / (double) time.toNanos();
      CurrentEvent.find()
          .ifPresent(event -> event.progress(fraction, what + " for " + Durations.format(time)));
      if (never.await(Math.min(left, PROGRESS_NANOS), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  static void throwIfAborted() {
    if (CurrentEvent.find().map(CurrentEvent::aborted).orElse(false)) {
      throw new HandlerFailure("aborted", "aborted while it was under way");
    }
  }
}
