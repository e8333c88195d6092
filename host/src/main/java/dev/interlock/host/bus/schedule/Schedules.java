package dev.interlock.host.bus.schedule;

import dev.interlock.api.Events;
import dev.interlock.api.InterlockException;
import dev.interlock.api.PublishOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes each scheduled event when its time comes. Never two runs of one schedule at once, on
/// all hosts together: a tick that finds the last run still going is skipped. Where hosts share
/// their schedules, the ticks of `every` are its multiples since the epoch, the same on each.
/// `close` starts no more runs and is idempotent.
public final class Schedules implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

  /// How often the clock is looked at while a `cron` waits.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Events events;
  private final InstantSource clock;
  private final TickClaims claims;
  private final ScheduledExecutorService timer;

  public Schedules(
      List<ScheduleSettings> schedules, Events events, InstantSource clock, TickClaims claims) {
    this.events = events;
    this.clock = clock;
    this.claims = claims;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("interlock-schedules").factory());
    schedules.forEach(this::plan);
  }

  private void plan(ScheduleSettings schedule) {
    AtomicBoolean running = new AtomicBoolean();
    Duration every = schedule.every();
    String cron = schedule.cron();
    if (every != null && claims.shared()) {
      await(schedule, now -> Optional.of(multiple(every, now)), running);
    } else if (every != null) {
      var _ =
          timer.scheduleAtFixedRate(
              () -> tick(schedule, clock.instant(), running),
              every.toMillis(),
              every.toMillis(),
              TimeUnit.MILLISECONDS);
    } else if (cron != null) {
      CronTimes times = ScheduleSettings.parse(cron);
      await(schedule, now -> times.next(now, ZoneId.systemDefault()), running);
    }
  }

  private static Instant multiple(Duration every, Instant now) {
    long period = every.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), period) + 1) * period);
  }

  /// The timer counts time by another clock than the one that is meant, which may be set or stand
  /// still: looked at again and again, until it says so.
  private void await(
      ScheduleSettings schedule, Function<Instant, Optional<Instant>> next, AtomicBoolean running) {
    next.apply(clock.instant())
        .ifPresent(
            time ->
                await(
                    time,
                    () -> {
                      tick(schedule, time, running);
                      await(schedule, next, running);
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

  private void tick(ScheduleSettings schedule, Instant time, AtomicBoolean running) {
    if (!running.compareAndSet(false, true)) {
      LOG.info("schedule={} tick skipped: the last run is still going", schedule.name());
      return;
    }
    Thread.ofVirtual()
        .name("schedule " + schedule.name())
        .start(
            () -> {
              try {
                run(schedule, time);
              } finally {
                running.set(false);
              }
            });
  }

  private void run(ScheduleSettings schedule, Instant time) {
    String name = schedule.name();
    try {
      if (!claims.claim(name, time)) {
        LOG.debug("schedule={} tick skipped: another host runs it", name);
        return;
      }
    } catch (InterlockException failure) {
      LOG.warn("schedule={} tick skipped: {}", name, failure.getMessage());
      return;
    }
    Future<?> renewal = claims.shared() ? renew(name, time) : null;
    try {
      events.publish(schedule.publish(), schedule.input(), PublishOptions.DEFAULT);
    } catch (InterlockException failure) {
      LOG.warn("schedule={} event={} {}", name, schedule.publish(), failure.getMessage());
    } catch (RuntimeException failure) {
      LOG.error("schedule={} event={}", name, schedule.publish(), failure);
    } finally {
      if (renewal != null) {
        renewal.cancel(false);
      }
      quietly(name, () -> claims.ended(name, time));
    }
  }

  /// On threads of their own: a store that can't be reached must not hold up the timer.
  private @Nullable Future<?> renew(String name, Instant time) {
    long period = TickClaims.RENEWAL.toMillis();
    try {
      return timer.scheduleAtFixedRate(
          () -> Thread.ofVirtual().start(() -> quietly(name, () -> claims.renew(name, time))),
          period,
          period,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      return null; // closed meanwhile
    }
  }

  private static void quietly(String name, Runnable claim) {
    try {
      claim.run();
    } catch (InterlockException failure) {
      LOG.warn("schedule={} {}", name, failure.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
