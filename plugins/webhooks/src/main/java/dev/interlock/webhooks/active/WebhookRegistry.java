package dev.interlock.webhooks.active;

import dev.interlock.api.ConnectorContext;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.observation.NoticePublisher;
import dev.interlock.webhooks.request.DeliveryId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The webhooks of the file at work, in its order. Thread-safe; `open` is called once.
public final class WebhookRegistry implements AutoCloseable {

  private final ConnectorContext context;
  private final NoticePublisher notices;
  private final List<ActiveWebhook> webhooks;

  public WebhookRegistry(ConnectorContext context, List<Webhook> definitions) {
    this.context = context;
    this.notices = new NoticePublisher(context.events(), context.logger());
    List<ActiveWebhook> active = new ArrayList<>();
    for (Webhook definition : definitions) {
      active.add(new ActiveWebhook(definition, context, notices));
    }
    this.webhooks = List.copyOf(active);
  }

  /// Opens every webhook, and sets aside what waits for those that an earlier state of the file
  /// had.
  public void open() {
    for (ActiveWebhook webhook : webhooks) {
      if (webhook.definition().identity().generated()) {
        context
            .logger()
            .warn(
                "webhook={} has no name in the file: give it one, a changed host or event renames"
                    + " it",
                webhook.definition().name());
      }
      webhook.open();
    }
    Set<String> names = new HashSet<>();
    webhooks.forEach(webhook -> names.add(webhook.definition().name()));
    for (Webhook earlier : Handover.take(context.folder())) {
      if (earlier.identity().enabled() && !names.contains(earlier.name())) {
        new ActiveWebhook(earlier, context, notices).retire();
      }
    }
  }

  public List<ActiveWebhook> all() {
    return webhooks;
  }

  /// Where this connector's notices go, until `close`.
  public NoticePublisher notices() {
    return notices;
  }

  /// By its name, or by the id that the API shows.
  public Optional<ActiveWebhook> find(String nameOrId) {
    return webhooks.stream()
        .filter(
            webhook -> {
              String name = webhook.definition().name();
              return name.equals(nameOrId) || DeliveryId.ofWebhook(name).equals(nameOrId);
            })
        .findFirst();
  }

  /// The file changes, and another connector follows.
  public void handOver() {
    Handover.leave(context.folder(), webhooks.stream().map(ActiveWebhook::definition).toList());
  }

  /// Publishes nothing more. What waits is the queue's: it sends on, or keeps it.
  @Override
  public void close() {
    notices.close();
  }
}
