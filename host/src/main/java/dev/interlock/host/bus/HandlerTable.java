package dev.interlock.host.bus;

import dev.interlock.api.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Every defined event and every registered handler; keeps each event's plan in step with them.
/// Changes are rare and take one lock; a dispatch only reads its channel.
final class HandlerTable {

  private final Map<String, EventChannel> channels = new ConcurrentHashMap<>();

  /// Guarded by `this`, in registration order.
  private final List<Entry> entries = new ArrayList<>();

  /// One registration: two of the same handler are two.
  private static final class Entry {
    private final @Nullable String event;
    private final Handler handler;

    /// @param event the typed handler's event; null for a handler of a pattern
    Entry(@Nullable String event, Handler handler) {
      this.event = event;
      this.handler = handler;
    }
  }

  @Nullable EventChannel find(String event) {
    return channels.get(event);
  }

  Collection<EventChannel> channels() {
    return channels.values();
  }

  /// @throws DuplicateEventException where another connector defines one of that name
  synchronized void define(EventChannel channel) {
    EventChannel earlier = channels.putIfAbsent(channel.event().name(), channel);
    if (earlier != null) {
      throw new DuplicateEventException(
          channel.event().name(), earlier.definer().name(), channel.definer().name());
    }
    refresh(channel);
  }

  /// The names of the events that went.
  synchronized List<String> undefine(String connector) {
    List<String> gone =
        channels.values().stream()
            .filter(channel -> channel.definer().name().equals(connector))
            .map(channel -> channel.event().name())
            .toList();
    gone.forEach(channels::remove);
    return gone;
  }

  Registration add(@Nullable String event, Handler handler) {
    Entry entry = new Entry(event, handler);
    synchronized (this) {
      entries.add(entry);
      refreshFor(entry);
    }
    return () -> remove(entry);
  }

  private synchronized void remove(Entry entry) {
    if (entries.remove(entry)) {
      refreshFor(entry);
    }
  }

  /// Whether a dispatch is under way that has a handler of `connector`.
  boolean isHandling(String connector) {
    return channels.values().stream().anyMatch(channel -> channel.isHandling(connector));
  }

  private void refreshFor(Entry entry) {
    if (entry.event == null) {
      channels.values().forEach(this::refresh);
      return;
    }
    EventChannel channel = channels.get(entry.event);
    if (channel != null) {
      refresh(channel);
    }
  }

  private void refresh(EventChannel channel) {
    List<Handler> meant = new ArrayList<>();
    for (Entry entry : entries) {
      if (channel.event().name().equals(entry.event)
          || HandlerPlan.means(entry.handler.role(), channel.event())) {
        meant.add(entry.handler);
      }
    }
    channel.plan(HandlerPlan.of(meant));
  }
}
