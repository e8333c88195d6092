package dev.interlock.demo;

import dev.interlock.api.Events;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.RefusedException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/// One round after another: measure, then adjust. An event is over before the next begins.
/// Thread-safe; `close` is idempotent and interrupts what runs.
final class Rounds implements AutoCloseable {

  private static final Json MEASURE =
      Json.of(
          "{\"metrics\": [\"throughput\", \"latency_p99\", \"error_rate\"], \"control\":"
              + " {\"duration\": \"1s\"}}");
  private static final Json ADJUST =
      Json.of(
          "{\"adjustments\": [{\"component_name\": \"web\", \"setting_name\": \"replicas\","
              + " \"value\": 3}]}");
  private static final Duration FIRST = Duration.ofMillis(500);

  private final Events events;
  private final DemoSettings settings;
  private final Logger logger;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("demo").factory());
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile String complaint = "";

  Rounds(Events events, DemoSettings settings, Logger logger) {
    this.events = events;
    this.settings = settings;
    this.logger = logger;
  }

  /// Begins soon; only the first call counts.
  void begin() {
    if (begun.compareAndSet(false, true)) {
      after(FIRST, this::measure);
    }
  }

  /// Begins then, unless it has by then.
  void beginWithin(Duration time) {
    after(time, this::begin);
  }

  private void measure() {
    publish("measure", MEASURE);
    after(settings.adjustAfter(), this::adjust);
  }

  private void adjust() {
    publish("adjust", ADJUST);
    after(settings.measureEvery(), this::measure);
  }

  private void publish(String event, Json input) {
    try {
      events.publish(
          event, input, PublishOptions.DEFAULT); // how it ended is on the terminal already
      complaint = "";
    } catch (RefusedException _) {
      // Too much at once, or the host is stopping: the next round tries again, or there is none.
    } catch (InterlockException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(complaint)) {
        logger.warn("event={} not published: {}", event, message);
      }
      complaint = message;
    }
  }

  private void after(Duration delay, Runnable step) {
    try {
      var _ = scheduler.schedule(() -> run(step), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // Closed meanwhile: there is no next step.
    }
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (!scheduler.isShutdown()) {
        logger.error("the demo's rounds end here", e);
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
