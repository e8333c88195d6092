package dev.interlock.host.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The generation in force, and the earlier ones in which a dispatch still runs. One change at a
/// time; thread-safe.
public final class Generations {

  private final BusMeters meters;
  private final Set<Generation> retired = ConcurrentHashMap.newKeySet();

  /// Replaced under the lock.
  private volatile Generation current = Generation.EMPTY;

  Generations(BusMeters meters) {
    this.meters = meters;
  }

  Generation current() {
    return current;
  }

  /// Begins a dispatch in `below`, or in the one in force where that is null or has ended.
  Generation enter(@Nullable Generation below) {
    if (below != null && below.dispatches().enterBelow()) {
      return below;
    }
    while (true) {
      Generation now = current;
      if (now.dispatches().enter()) {
        return now;
      }
    }
  }

  /// Shows members that are to come what the next generation will define.
  ///
  /// @throws DuplicateEventException where two connectors define one event
  public synchronized void stage(
      Collection<ConnectorEvents> gone, Collection<ConnectorEvents> added) {
    Generation next = new Generation(changed(gone, added));
    added.forEach(member -> member.staged(next));
  }

  /// Puts the next generation in the place of the one in force: whoever is `gone` leaves, a member
  /// of the same connector takes its place.
  ///
  /// @return ends with the last dispatch of the one that was in force
  /// @throws DuplicateEventException where two connectors define one event; nothing is changed then
  public synchronized CompletableFuture<Void> change(
      Collection<ConnectorEvents> gone, Collection<ConnectorEvents> added) {
    CompletableFuture<Void> ended = replace(new Generation(changed(gone, added)));
    added.forEach(ConnectorEvents::inForce);
    return ended;
  }

  /// A member's handlers have changed.
  synchronized void refresh(ConnectorEvents member) {
    if (current.members().contains(member)) {
      var _ = replace(new Generation(current.members()));
    }
  }

  private List<ConnectorEvents> changed(
      Collection<ConnectorEvents> gone, Collection<ConnectorEvents> added) {
    List<ConnectorEvents> members = new ArrayList<>();
    List<ConnectorEvents> left = new ArrayList<>(added);
    for (ConnectorEvents member : current.members()) {
      if (!gone.contains(member)) {
        members.add(member);
        continue;
      }
      left.stream()
          .filter(each -> each.connector().name().equals(member.connector().name()))
          .findFirst()
          .ifPresent(
              successor -> {
                left.remove(successor);
                members.add(successor);
              });
    }
    members.addAll(left);
    return members;
  }

  private CompletableFuture<Void> replace(Generation next) {
    Generation before = current;
    Set<EventChannel> leaving = channels(before);
    Set<EventChannel> coming = channels(next);
    coming.removeAll(leaving);
    leaving.removeAll(channels(next));
    leaving.forEach(channel -> meters.remove(channel.event().name()));
    retired.add(before);
    current = next;
    coming.forEach(meters::add);
    CompletableFuture<Void> ended = before.retire();
    var _ = ended.thenRun(() -> retired.remove(before));
    return ended;
  }

  private static Set<EventChannel> channels(Generation generation) {
    Set<EventChannel> channels = new HashSet<>();
    generation.plans().forEach(plan -> channels.add(plan.channel()));
    return channels;
  }

  /// Waits for the dispatches of earlier generations.
  ///
  /// @return false where some are left after `limit`, or the thread was interrupted
  boolean awaitRetired(Duration limit) {
    CompletableFuture<?>[] ends =
        retired.stream().map(Generation::retire).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  int inFlight() {
    int inFlight = current.dispatches().current();
    for (Generation each : retired) {
      inFlight += each.dispatches().current();
    }
    return inFlight;
  }
}
