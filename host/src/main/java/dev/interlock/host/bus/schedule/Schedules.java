package dev.interlock.host.bus.schedule;

import com.cronutils.model.time.ExecutionTime;
import dev.interlock.api.Events;
import dev.interlock.api.InterlockException;
import dev.interlock.api.PublishOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes each scheduled event when its time comes. Never two runs of one schedule at once: a
/// tick that finds the last run still going is skipped. `close` starts no more runs and is
/// idempotent.
public final class Schedules implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

  /// How often the clock is looked at while a `cron` waits.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Events events;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;

  public Schedules(List<ScheduleSettings> schedules, Events events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("interlock-schedules").factory());
    schedules.forEach(this::plan);
  }

  private void plan(ScheduleSettings schedule) {
    AtomicBoolean running = new AtomicBoolean();
    Duration every = schedule.every();
    if (every != null) {
      var _ =
          timer.scheduleAtFixedRate(
              () -> tick(schedule, running),
              every.toMillis(),
              every.toMillis(),
              TimeUnit.MILLISECONDS);
      return;
    }
    String cron = schedule.cron();
    if (cron != null) {
      await(schedule, ExecutionTime.forCron(ScheduleSettings.parse(cron)), running);
    }
  }

  /// The timer counts time by another clock than the one that `cron` means, which may be set or
  /// stand still: looked at again and again, until it says so.
  private void await(ScheduleSettings schedule, ExecutionTime times, AtomicBoolean running) {
    ZonedDateTime now = clock.instant().atZone(ZoneId.systemDefault());
    times
        .nextExecution(now)
        .ifPresent(
            next ->
                await(
                    next.toInstant(),
                    () -> {
                      tick(schedule, running);
                      await(schedule, times, running);
                    }));
  }

  private void await(Instant time, Runnable then) {
    Duration left = Duration.between(clock.instant(), time);
    if (!left.isPositive()) {
      then.run();
      return;
    }
    try {
      long nanos = Math.min(left.toNanos(), LOOK.toNanos());
      var _ = timer.schedule(() -> await(time, then), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // closed meanwhile
    }
  }

  private void tick(ScheduleSettings schedule, AtomicBoolean running) {
    if (!running.compareAndSet(false, true)) {
      LOG.info("schedule={} tick skipped: the last run is still going", schedule.name());
      return;
    }
    Thread.ofVirtual()
        .name("schedule " + schedule.name())
        .start(
            () -> {
              try {
                events.publish(schedule.publish(), schedule.input(), PublishOptions.DEFAULT);
              } catch (InterlockException failure) {
                LOG.warn(
                    "schedule={} event={} {}",
                    schedule.name(),
                    schedule.publish(),
                    failure.getMessage());
              } catch (RuntimeException failure) {
                LOG.error("schedule={} event={}", schedule.name(), schedule.publish(), failure);
              } finally {
                running.set(false);
              }
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
