package dev.interlock.webhooks.route;

import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.sending.RegisteredWebhooks;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Finds a webhook by its id, one of the file by its name as well. Thread-safe.
final class WebhookDirectory {

  private final WebhookRegistry file;
  private final RegisteredWebhooks registered;

  WebhookDirectory(WebhookRegistry file, RegisteredWebhooks registered) {
    this.file = file;
    this.registered = registered;
  }

  /// Where a webhook stands.
  sealed interface Found {

    /// Its name among the targets of the queue.
    String target();

    record InFile(ActiveWebhook webhook) implements Found {
      @Override
      public String target() {
        return webhook.definition().name();
      }
    }

    record Registered(RegisteredWebhook webhook) implements Found {
      @Override
      public String target() {
        return webhook.target();
      }
    }
  }

  /// @throws WireError where there is none
  Found get(String nameOrId) {
    Optional<ActiveWebhook> named = inFile(nameOrId);
    if (named.isPresent()) {
      return new Found.InFile(named.get());
    }
    if (!Fields.isId(nameOrId)) {
      throw WireError.of(Kind.INVALID_ID);
    }
    return registered
        .find(UUID.fromString(nameOrId))
        .<Found>map(Found.Registered::new)
        .orElseThrow(() -> WireError.of(Kind.WEBHOOK));
  }

  /// As `get`, and says which there are.
  ///
  /// @throws WireError where there is none
  Found named(String nameOrId) {
    if (!Fields.isId(nameOrId) && inFile(nameOrId).isEmpty()) {
      throw WireError.of(Kind.INVALID_ID, "found \"" + nameOrId + "\", no such webhook" + known());
    }
    return get(nameOrId);
  }

  private String known() {
    StringBuilder known = new StringBuilder();
    for (ActiveWebhook webhook : file.all()) {
      if (known.length() < 300) {
        known.append(known.isEmpty() ? "; the file has " : ", ");
        known.append(webhook.definition().name());
      }
    }
    return known.toString();
  }

  Optional<ActiveWebhook> inFile(String nameOrId) {
    String id = nameOrId.toLowerCase(Locale.ROOT);
    return file.all().stream()
        .filter(
            webhook -> {
              String name = webhook.definition().name();
              return name.equals(nameOrId) || DeliveryId.ofWebhook(name).equals(id);
            })
        .findFirst();
  }

  /// The queue's name for the webhook of that id, whether or not it is there.
  String targetOf(UUID id) {
    return inFile(id.toString())
        .map(webhook -> webhook.definition().name())
        .orElseGet(id::toString);
  }

  /// The id of the webhook by that name in the queue.
  static String idOf(String target) {
    return Fields.isId(target) ? target : DeliveryId.ofWebhook(target);
  }

  WebhookRegistry file() {
    return file;
  }

  RegisteredWebhooks registered() {
    return registered;
  }
}
