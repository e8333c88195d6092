package dev.interlock.webhooks.route;

import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.sending.RegisteredWebhooks;
import dev.interlock.webhooks.relay.ForwardTargets;
import dev.interlock.webhooks.relay.ForwardTargets.ForwardTarget;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds a target from what somebody calls it: a webhook of the file, one of the API, a destination
/// of the forwarder; each by its id or its name. An id comes before a name, and what several are
/// called finds none. Thread-safe.
final class WebhookDirectory {

  private static final int MOST_SHOWN = 300;

  private final WebhookRegistry file;
  private final RegisteredWebhooks registered;
  private final @Nullable ForwardTargets forwarded;

  /// @param forwarded null where the forwarder's API isn't served
  WebhookDirectory(
      WebhookRegistry file, RegisteredWebhooks registered, @Nullable ForwardTargets forwarded) {
    this.file = file;
    this.registered = registered;
    this.forwarded = forwarded;
  }

  /// Where a webhook stands.
  sealed interface Found {

    /// Its name among the targets of the queue.
    String target();

    /// Which one it is, for people.
    String described();

    record InFile(ActiveWebhook webhook) implements Found {
      @Override
      public String target() {
        return webhook.definition().name();
      }

      @Override
      public String described() {
        return DeliveryId.ofWebhook(target()) + " of the file";
      }
    }

    record Registered(RegisteredWebhook webhook) implements Found {
      @Override
      public String target() {
        return webhook.target();
      }

      @Override
      public String described() {
        return webhook.id() + " of the API";
      }
    }

    record Forwarded(ForwardTarget destination) implements Found {
      @Override
      public String target() {
        return destination.name();
      }

      @Override
      public String described() {
        return destination.id() + " of the forwarder";
      }
    }
  }

  /// @throws WireError where there is none, or several are called that
  Found get(String nameOrId) {
    return find(nameOrId)
        .orElseThrow(() -> WireError.of(Fields.isId(nameOrId) ? Kind.WEBHOOK : Kind.INVALID_ID));
  }

  /// As `get`, and says which there are.
  ///
  /// @throws WireError where there is none, or several are called that
  Found named(String nameOrId) {
    return find(nameOrId)
        .orElseThrow(
            () ->
                Fields.isId(nameOrId)
                    ? WireError.of(Kind.WEBHOOK)
                    : WireError.of(
                        Kind.INVALID_ID, "found \"" + nameOrId + "\", no such webhook" + known()));
  }

  /// @throws WireError where several are called that
  Optional<Found> find(String nameOrId) {
    List<Found> found = Fields.isId(nameOrId) ? byId(nameOrId) : List.of();
    if (found.isEmpty()) {
      found = byName(nameOrId);
    }
    if (found.size() > 1) {
      throw WireError.refused(
          409,
          "several webhooks are called \""
              + nameOrId
              + "\": "
              + found.stream().map(Found::described).collect(Collectors.joining(", "))
              + "; name one by its id");
    }
    return found.stream().findFirst();
  }

  private List<Found> byId(String id) {
    Optional<ActiveWebhook> own = inFile(id);
    if (own.isPresent()) {
      return List.of(new Found.InFile(own.get()));
    }
    Optional<RegisteredWebhook> other = registered.find(UUID.fromString(id));
    if (other.isPresent()) {
      return List.of(new Found.Registered(other.get()));
    }
    return forwarded == null
        ? List.of()
        : forwarded.byId(id).stream().<Found>map(Found.Forwarded::new).toList();
  }

  private List<Found> byName(String name) {
    List<Found> found = new ArrayList<>();
    file.find(name).ifPresent(webhook -> found.add(new Found.InFile(webhook)));
    registered.named(name).forEach(webhook -> found.add(new Found.Registered(webhook)));
    if (forwarded != null) {
      forwarded.byName(name).forEach(each -> found.add(new Found.Forwarded(each)));
    }
    return found;
  }

  private String known() {
    StringBuilder known = new StringBuilder();
    for (ActiveWebhook webhook : file.all()) {
      if (known.length() < MOST_SHOWN) {
        known.append(known.isEmpty() ? "; the file has " : ", ");
        known.append(webhook.definition().name());
      }
    }
    return known.toString();
  }

  /// By its name or id.
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

  /// The queue's name for the target of that id, whether or not it is there.
  String targetOf(UUID id) {
    Optional<String> own = inFile(id.toString()).map(webhook -> webhook.definition().name());
    if (own.isPresent() || forwarded == null) {
      return own.orElseGet(id::toString);
    }
    return forwarded.byId(id.toString()).stream()
        .findFirst()
        .map(ForwardTarget::name)
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
