package dev.interlock.webhooks.relay;

import dev.interlock.api.InterlockException;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.relay.store.DestinationTable;
import dev.interlock.webhooks.relay.store.DestinationTable.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The destinations, each with its open queue. What other hosts on the same database change is
/// taken over within about a second; what is asked by id comes from the database at once.
/// Thread-safe; `close` is idempotent and leaves messages where they are.
final class Destinations implements AutoCloseable {

  /// How many there may be, over all hosts.
  static final long MOST = 10_000;

  private static final long REFRESH_MILLIS = 1000;

  private final DestinationTable table;
  private final Deliveries deliveries;
  private final DestinationTargets targets;
  private final Logger log;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("relay-destinations").factory());
  private volatile Snapshot snapshot = Snapshot.NONE;

  // Guarded by this.
  private final Map<Long, DeliveryQueue> queues = new HashMap<>();
  private boolean closed;
  private boolean unreachable;

  Destinations(
      DestinationTable table, Deliveries deliveries, DestinationTargets targets, Logger log) {
    this.table = table;
    this.deliveries = deliveries;
    this.targets = targets;
    this.log = log;
  }

  /// Opens the queues of those there are, and follows changes from then on. A database that can't
  /// be reached yet is asked again.
  void start() {
    follow();
    ScheduledFuture<?> _ =
        refresher.scheduleWithFixedDelay(
            this::follow, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void follow() {
    try {
      refresh();
      said(false, null);
    } catch (InterlockException | IllegalStateException e) {
      said(true, e);
    }
  }

  private synchronized void said(boolean failing, @Nullable Exception why) {
    if (failing && !unreachable && !closed) {
      log.warn("destinations can't be read; asked again each second", why);
    } else if (!failing && unreachable) {
      log.info("destinations are read again");
    }
    unreachable = failing;
  }

  /// Takes over what has changed in the database.
  synchronized void refresh() {
    if (closed) {
      return;
    }
    Snapshot next = table.since(snapshot);
    if (next.revision() == snapshot.revision()) {
      return;
    }
    snapshot = next;
    Iterator<Map.Entry<Long, DeliveryQueue>> open = queues.entrySet().iterator();
    while (open.hasNext()) {
      Map.Entry<Long, DeliveryQueue> entry = open.next();
      if (!next.destinations().containsKey(entry.getKey())) {
        entry.getValue().close();
        open.remove();
      }
    }
    next.destinations().keySet().forEach(this::open);
  }

  private synchronized DeliveryQueue open(long id) {
    DeliveryQueue queue = queues.get(id);
    if (queue == null) {
      queue =
          deliveries.open(
              targets.target(id), targets.transport(() -> snapshot.destinations().get(id)));
      queues.put(id, queue);
    }
    return queue;
  }

  Collection<Destination> all() {
    refresh();
    return snapshot.destinations().values();
  }

  Map<Long, Destination> byId() {
    refresh();
    return snapshot.destinations();
  }

  Optional<Destination> find(long id) {
    return table.find(id);
  }

  /// Empty where there are too many.
  Optional<Destination> add(String url) {
    Optional<Destination> added = table.add(url, MOST);
    refresh();
    return added;
  }

  /// The next attempt of each message that waits goes to the new URL. False where there is no such
  /// destination.
  boolean replace(Destination destination) {
    boolean replaced = table.replace(destination);
    refresh();
    return replaced;
  }

  /// Removes it with every message to it. An attempt that is on the wire ends there, and nothing
  /// follows it.
  void remove(long id) {
    if (table.remove(id)) {
      refresh();
      deliveries.deleteAll(DestinationTargets.name(id));
    }
  }

  /// The queue of a destination, whichever host made it; empty where there is none by that id.
  Optional<DeliveryQueue> queue(long id) {
    if (table.find(id).isEmpty()) {
      return Optional.empty();
    }
    if (!snapshot.destinations().containsKey(id)) {
      refresh();
    }
    return Optional.of(open(id));
  }

  @Override
  public void close() {
    refresher.shutdownNow();
    synchronized (this) {
      closed = true;
      queues.values().forEach(DeliveryQueue::close);
      queues.clear();
    }
  }
}
