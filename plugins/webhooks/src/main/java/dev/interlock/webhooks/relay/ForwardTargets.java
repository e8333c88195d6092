package dev.interlock.webhooks.relay;

import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.request.DeliveryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The destinations as targets of the delivery queue, for whoever looks after deliveries. Calls ask
/// the database; thread-safe.
public final class ForwardTargets {

  private final Destinations destinations;

  ForwardTargets(Destinations destinations) {
    this.destinations = destinations;
  }

  /// @param name among the targets: `relay-7`
  /// @param number among the destinations: `7`
  /// @param url as it was registered
  public record ForwardTarget(String name, String number, String url) {
    public String id() {
      return DeliveryId.ofWebhook(name);
    }
  }

  public List<ForwardTarget> all() {
    List<ForwardTarget> all = new ArrayList<>();
    for (Destination each : destinations.all()) {
      String name = DestinationTargets.name(each.id());
      all.add(new ForwardTarget(name, Long.toString(each.id()), each.url()));
    }
    return all;
  }

  public List<ForwardTarget> byId(String id) {
    String lower = id.toLowerCase(Locale.ROOT);
    return all().stream().filter(each -> each.id().equals(lower)).toList();
  }

  /// By its name among the targets, or its number.
  public List<ForwardTarget> byName(String name) {
    return all().stream()
        .filter(each -> each.name().equals(name) || each.number().equals(name))
        .toList();
  }
}
