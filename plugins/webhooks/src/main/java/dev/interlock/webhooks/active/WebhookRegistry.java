package dev.interlock.webhooks.active;

import dev.interlock.api.ConnectorContext;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.observation.NoticePublisher;
import dev.interlock.webhooks.request.DeliveryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /// Opens every webhook.
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

  /// Publishes nothing more. What waits is the queue's: it sends on, or keeps it.
  @Override
  public void close() {
    notices.close();
  }
}
