package dev.interlock.host.bus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Every event with all its handlers, as they are at one moment: complete and immutable. A dispatch
/// goes by the one in which it began, and so does what its handlers publish.
final class Generation {

  static final Generation EMPTY = new Generation(List.of());

  private final List<ConnectorEvents> members;
  private final Set<String> connectors = new LinkedHashSet<>();
  private final Map<String, HandlerPlan> plans = new LinkedHashMap<>();
  private final UseCount dispatches = new UseCount();

  /// @param members whose events and handlers it has, in the order of their registration
  /// @throws DuplicateEventException where two of them define one event
  Generation(List<ConnectorEvents> members) {
    this.members = List.copyOf(members);
    Map<String, EventChannel> channels = new LinkedHashMap<>();
    for (ConnectorEvents member : members) {
      connectors.add(member.connector().name());
      for (EventChannel channel : member.defined().channels()) {
        EventChannel other = channels.putIfAbsent(channel.event().name(), channel);
        if (other != null) {
          throw new DuplicateEventException(
              channel.event().name(), other.definer().name(), channel.definer().name());
        }
      }
    }
    channels.forEach((name, channel) -> plans.put(name, plan(channel)));
  }

  private HandlerPlan plan(EventChannel channel) {
    List<Handler> meant = new ArrayList<>();
    for (ConnectorEvents member : members) {
      for (ConnectorEvents.Entry entry : member.entries()) {
        if (channel.event().name().equals(entry.event())
            || HandlerPlan.means(entry.handler().role(), channel.event())) {
          meant.add(entry.handler());
        }
      }
    }
    return HandlerPlan.of(this, channel, meant);
  }

  List<ConnectorEvents> members() {
    return members;
  }

  Set<String> connectors() {
    return connectors;
  }

  @Nullable HandlerPlan find(String event) {
    return plans.get(event);
  }

  Collection<HandlerPlan> plans() {
    return plans.values();
  }

  UseCount dispatches() {
    return dispatches;
  }

  /// No dispatch from outside begins in it any more.
  ///
  /// @return ends with its last dispatch
  CompletableFuture<Void> retire() {
    return dispatches.retire();
  }
}
