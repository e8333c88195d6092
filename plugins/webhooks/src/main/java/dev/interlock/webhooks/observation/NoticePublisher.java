package dev.interlock.webhooks.observation;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Event;
import dev.interlock.api.Events;
import dev.interlock.api.HostEvents;
import dev.interlock.api.delivery.DeliveryOrigin;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Publishes this connector's notices one after another, away from the threads that send. At most
/// 1,000 wait; further ones are dropped and logged. What happened while a notice was told publishes
/// none: no loops.
public final class NoticePublisher implements AutoCloseable {

  private static final int MOST_WAITING = 1000;

  private final Events events;
  private final Logger logger;
  private final Set<String> notices = new HashSet<>();
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofVirtual().name("webhooks-notices").factory());

  public NoticePublisher(Events events, Logger logger) {
    this.events = events;
    this.logger = logger;
    for (Event<?, ?> event : HostEvents.all()) {
      if (event.isNotice()) {
        notices.add(event.name());
      }
    }
    for (Event<?, ?> event : WebhookEvents.all()) {
      notices.add(event.name());
    }
  }

  /// Tells of `input`, which telling `about` led to; null where no event is behind it.
  public <I> void publish(@Nullable DeliveryOrigin about, Event<I, Void> notice, I input) {
    ToldEvent cause = about == null ? null : new ToldEvent(about);
    if (cause != null && notices.contains(cause.name())) {
      return;
    }
    try {
      executor.execute(
          cause == null
              ? () -> tell(notice, input)
              : () -> ScopedValue.where(CurrentEvent.SCOPE, cause).run(() -> tell(notice, input)));
    } catch (RejectedExecutionException e) {
      logger.warn("notice={} dropped: too many wait, or the connector stops", notice.name(), e);
    }
  }

  private <I> void tell(Event<I, Void> notice, I input) {
    try {
      events.publish(notice, input);
    } catch (RuntimeException e) {
      logger.warn("notice={} not published", notice.name(), e);
    }
  }

  /// Publishes nothing more; what waits is dropped.
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
