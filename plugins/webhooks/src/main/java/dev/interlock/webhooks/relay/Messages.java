package dev.interlock.webhooks.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.Page;
import dev.interlock.webhooks.relay.RelayReply.Message;
import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.request.DeliveryId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The messages that wait or are on their way, oldest first. A message's id is its delivery's
/// number: it grows, and is never given out twice. Calls block; thread-safe.
final class Messages {

  private static final Set<DeliveryState> QUEUED =
      Set.of(DeliveryState.BLOCKED, DeliveryState.PENDING);
  private static final int AT_ONCE = 50;
  private static final int MOST_BYTES = 16 << 20;

  private final Destinations destinations;
  private final Deliveries deliveries;
  private final InstantSource clock;

  Messages(Destinations destinations, Deliveries deliveries, InstantSource clock) {
    this.destinations = destinations;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /// On disk when this returns; empty where there is no such destination.
  Optional<Message> add(MessageForm form) {
    Optional<DeliveryQueue> queue = destinations.queue(form.destination());
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    UUID id = DeliveryId.random(clock.instant());
    queue
        .get()
        .enqueue(
            new NewDelivery(
                id,
                DestinationTargets.ORDER_KEY,
                form.body().getBytes(UTF_8),
                form.contentType(),
                null,
                Duration.ZERO));
    // Only now: a destination that was removed meanwhile has lost its messages before this one.
    Optional<Destination> destination = destinations.find(form.destination());
    Optional<DeliveryView> view = deliveries.find(id);
    if (destination.isEmpty() || view.isEmpty()) {
      deliveries.delete(id);
      return Optional.empty();
    }
    return Optional.of(message(view.get(), destination.get(), form.contentType(), form.body()));
  }

  Optional<Message> find(long id) {
    return queued(id)
        .flatMap(
            view -> destinationOf(view).flatMap(destinations::find).map(to -> message(view, to)));
  }

  /// It isn't sent any more, but for an attempt that is on the wire.
  void remove(long id) {
    queued(id).ifPresent(view -> deliveries.cancel(view.id()));
  }

  private Optional<DeliveryView> queued(long id) {
    return deliveries
        .find(id)
        .filter(view -> view.state().isOpen() && destinationOf(view).isPresent());
  }

  private static Optional<Long> destinationOf(DeliveryView view) {
    OptionalLong id = DestinationTargets.destination(view.target());
    return id.isPresent() ? Optional.of(id.getAsLong()) : Optional.empty();
  }

  /// @param next after which id more would follow; null where these are all
  record Part(List<Message> messages, @Nullable Long next) {}

  /// At most `limit` of them, and at most 16 MiB of bodies.
  Part list(long after, int limit) {
    Map<Long, Destination> known = destinations.byId();
    List<Message> found = new ArrayList<>();
    long bytes = 0;
    long cursor = after;
    while (true) {
      List<DeliveryView> page =
          deliveries.list(
              new DeliveryFilter(null, QUEUED, null, null),
              new Page(cursor, 0, AT_ONCE, true, true));
      for (DeliveryView view : page) {
        Destination to = destinationOf(view).map(known::get).orElse(null);
        if (to != null) {
          if (found.size() >= limit || bytes > MOST_BYTES) {
            return new Part(found, cursor);
          }
          bytes += length(view);
          found.add(message(view, to));
        }
        cursor = view.number();
      }
      if (page.size() < AT_ONCE) {
        return new Part(found, null);
      }
    }
  }

  private static int length(DeliveryView view) {
    byte[] body = view.content().body();
    return body == null ? 0 : body.length;
  }

  private static Message message(DeliveryView view, Destination to) {
    byte[] body = view.content().body();
    String type = view.content().contentType();
    return message(view, to, type == null ? "" : type, body == null ? "" : new String(body, UTF_8));
  }

  private static Message message(DeliveryView view, Destination to, String type, String body) {
    return new Message(view.number(), to, type, body, view.times().createdAt());
  }
}
