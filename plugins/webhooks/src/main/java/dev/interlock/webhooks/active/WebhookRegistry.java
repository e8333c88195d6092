package dev.interlock.webhooks.active;

import dev.interlock.api.ConnectorContext;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AfterWebhook;
import dev.interlock.webhooks.delivery.AfterWebhook.Load;
import dev.interlock.webhooks.delivery.Time;
import dev.interlock.webhooks.observation.NoticePublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The webhooks of the file at work, in its order. Thread-safe; `stop` may be called once.
public final class WebhookRegistry {

  private final ConnectorContext context;
  private final Time time;
  private final NoticePublisher notices;
  private final List<ActiveWebhook> webhooks;

  public WebhookRegistry(ConnectorContext context, List<Webhook> definitions) {
    this.context = context;
    this.time = new Time(context.clock());
    this.notices = new NoticePublisher(context.events(), context.logger());
    List<ActiveWebhook> active = new ArrayList<>();
    for (Webhook definition : definitions) {
      active.add(new ActiveWebhook(definition, context, notices, time));
    }
    this.webhooks = List.copyOf(active);
  }

  public void register() {
    for (ActiveWebhook webhook : webhooks) {
      if (webhook.definition().identity().generated()) {
        context
            .logger()
            .warn(
                "webhook={} has no name in the file: give it one, a changed host or event renames"
                    + " it",
                webhook.definition().name());
      }
      webhook.register(context);
    }
  }

  public List<ActiveWebhook> all() {
    return webhooks;
  }

  public Optional<ActiveWebhook> find(String name) {
    return webhooks.stream()
        .filter(webhook -> webhook.definition().name().equals(name))
        .findFirst();
  }

  private List<AfterWebhook> queues() {
    return webhooks.stream().map(ActiveWebhook::after).filter(Objects::nonNull).toList();
  }

  /// What is under way and what waits, over all webhooks.
  public Load load() {
    return queues().stream().map(AfterWebhook::load).reduce(new Load(0, 0), Load::plus);
  }

  /// Sends what waits, within `budget`; what is left then is counted and logged.
  public void stop(Duration budget) throws InterruptedException {
    long end = System.nanoTime() + budget.toNanos();
    List<AfterWebhook> queues = queues();
    try {
      queues.forEach(AfterWebhook::stop);
      for (AfterWebhook queue : queues) {
        queue.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } finally {
      Load left = load();
      if (left.inFlight() + left.queued() > 0) {
        context
            .logger()
            .warn("stopping: {} in flight, {} queued: lost", left.inFlight(), left.queued());
        queues.forEach(AfterWebhook::abandon);
      }
      notices.close();
      time.close();
    }
  }
}
