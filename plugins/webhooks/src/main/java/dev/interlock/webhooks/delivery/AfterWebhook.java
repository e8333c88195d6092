package dev.interlock.webhooks.delivery;

import dev.interlock.api.EventPayload;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AttemptResult.Answered;
import dev.interlock.webhooks.delivery.AttemptResult.Failed;
import dev.interlock.webhooks.observation.Attempted;
import dev.interlock.webhooks.observation.WebhookMeters.Ending;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.observation.WebhookObserver.Failure;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.DeliveryId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Delivers to one after webhook out of memory: at most 16 requests at once, the rest waits in a
/// `MemoryQueue`. What the process takes with it is lost. Thread-safe, never blocks but in `drain`.
public final class AfterWebhook {

  static final int CONCURRENCY = 16;

  private final Webhook webhook;
  private final WebhookSender sender;
  private final WebhookObserver observer;
  private final Time time;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final MemoryQueue queue; // guarded by lock
  private int inFlight; // guarded by lock
  private boolean stopping; // guarded by lock
  private long wakeAt = Long.MAX_VALUE; // guarded by lock

  public AfterWebhook(Webhook webhook, WebhookSender sender, WebhookObserver observer, Time time) {
    this(webhook, sender, observer, time, new MemoryQueue());
  }

  AfterWebhook(
      Webhook webhook,
      WebhookSender sender,
      WebhookObserver observer,
      Time time,
      MemoryQueue queue) {
    this.webhook = webhook;
    this.sender = sender;
    this.observer = observer;
    this.time = time;
    this.queue = queue;
    observer.meters().queueDepth(() -> load().queued());
  }

  /// @param queued waiting for their first or another try
  public record Load(int inFlight, int queued) {
    public Load plus(Load other) {
      return new Load(inFlight + other.inFlight, queued + other.queued);
    }
  }

  /// Takes the event in charge; a full queue drops its oldest.
  public void enqueue(EventPayload payload) {
    String id = DeliveryId.of(payload.event().id(), webhook.name(), 0);
    Delivery delivery = new Delivery(payload, id, time.nanos());
    List<Delivery> dropped;
    lock.lock();
    try {
      dropped = stopping ? List.of(delivery) : queue.add(delivery);
    } finally {
      lock.unlock();
    }
    report(dropped);
    pump();
  }

  private void report(List<Delivery> dropped) {
    if (!dropped.isEmpty()) {
      observer.dropped(dropped.size());
    }
  }

  /// Sends what may be sent now. A send that has already ended is dealt with in this loop, so that
  /// the stack doesn't grow.
  private void pump() {
    for (Delivery next = take(); next != null; next = take()) {
      Delivery delivery = next;
      long now = time.nanos();
      if (delivery.age(now) > webhook.sending().expire().toNanos()) {
        release();
        expired(delivery);
        continue;
      }
      int number = delivery.begin(now);
      Attempt attempt =
          new Attempt(
              delivery.id(), number, time.instant(), webhook.sending().timeouts().request());
      CompletableFuture<WebhookSender.Sent> sending = sender.send(delivery.payload(), attempt);
      if (sending.isDone()) {
        finish(delivery, sending.join(), now);
      } else {
        CompletableFuture<Void> _ =
            sending.thenAccept(
                sent -> {
                  finish(delivery, sent, now);
                  pump();
                });
      }
    }
  }

  private @Nullable Delivery take() {
    lock.lock();
    try {
      if (inFlight >= CONCURRENCY) {
        return null;
      }
      Delivery next = queue.poll(time.nanos());
      if (next == null) {
        planWake();
        return null;
      }
      inFlight++;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// One timer at a time: another is set only where a delay passes sooner.
  private void planWake() {
    OptionalLong due = queue.nextDue();
    if (due.isEmpty() || (wakeAt != Long.MAX_VALUE && wakeAt - due.getAsLong() <= 0)) {
      return;
    }
    wakeAt = due.getAsLong();
    time.later(Math.max(0, wakeAt - time.nanos()), this::wake);
  }

  private void wake() {
    lock.lock();
    try {
      wakeAt = Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
    pump();
  }

  private void release() {
    lock.lock();
    try {
      inFlight--;
      if (inFlight == 0 && queue.size() == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(Delivery delivery, WebhookSender.Sent sent, long startedAt) {
    try {
      Duration took = Duration.ofNanos(time.nanos() - startedAt);
      Attempted attempted = attempted(delivery);
      switch (sent.result()) {
        case Answered(var reply) -> {
          observer.answered(attempted, reply, took);
          observer.delivered(attempted, reply);
        }
        case Failed failed -> failed(delivery, failed, took);
      }
    } finally {
      release();
    }
  }

  private Attempted attempted(Delivery delivery) {
    return new Attempted(webhook.name(), delivery.payload(), delivery.id(), delivery.tries());
  }

  private void failed(Delivery delivery, Failed failed, Duration took) {
    Duration delay = delayBeforeNext(delivery, failed);
    int status = failed.reply() == null ? 0 : failed.reply().status();
    observer.failed(
        attempted(delivery),
        new Failure(failed.cause(), status, failed.message()),
        took,
        delay == null ? "given up" : WebhookObserver.again(delay));
    if (delay == null || !requeue(delivery, delay)) {
      observer.gaveUp(
          attempted(delivery), Ending.FAILED, failed.cause().toString(), failed.message());
    }
  }

  /// Null: no further try.
  private @Nullable Duration delayBeforeNext(Delivery delivery, Failed failed) {
    int next = delivery.tries() + 1;
    if (!failed.retryable() || !webhook.sending().schedule().allows(next)) {
      return null;
    }
    double random = ThreadLocalRandom.current().nextDouble();
    Duration delay = webhook.sending().schedule().delayBefore(next, random);
    if (failed.reply() != null) {
      Duration asked = RetryAfter.of(failed.reply(), time.instant());
      delay = asked.compareTo(delay) > 0 ? asked : delay;
    }
    long now = time.nanos();
    boolean tooLate =
        delay.compareTo(
                    webhook.sending().schedule().maxTime().minusNanos(delivery.sinceFirstTry(now)))
                > 0
            || delay.compareTo(webhook.sending().expire().minusNanos(delivery.age(now))) > 0;
    return tooLate ? null : delay;
  }

  private boolean requeue(Delivery delivery, Duration delay) {
    List<Delivery> dropped;
    lock.lock();
    try {
      if (stopping) {
        return false;
      }
      dropped = queue.addDelayed(delivery, time.nanos() + delay.toNanos());
    } finally {
      lock.unlock();
    }
    report(dropped);
    return true;
  }

  private void expired(Delivery delivery) {
    String message = "not delivered within " + webhook.sending().expire();
    observer.gaveUp(attempted(delivery), Ending.EXPIRED, "expired", message);
  }

  public Load load() {
    lock.lock();
    try {
      return new Load(inFlight, queue.size());
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more, and gives what waits for another try its last one at once.
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      queue.hurry(time.nanos());
    } finally {
      lock.unlock();
    }
    pump();
  }

  /// Waits until everything has been sent, at most `budget`; gives what is left.
  public Load drain(Duration budget) throws InterruptedException {
    long left = budget.toNanos();
    lock.lock();
    try {
      while ((inFlight > 0 || queue.size() > 0) && left > 0) {
        left = idle.awaitNanos(left);
      }
      return new Load(inFlight, queue.size());
    } finally {
      lock.unlock();
    }
  }

  /// What is left when the time for stopping is over.
  public void abandon() {
    Load left = load();
    for (int i = 0; i < left.inFlight() + left.queued(); i++) {
      observer.meters().ended(Ending.ABANDONED);
    }
  }
}
