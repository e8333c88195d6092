package dev.interlock.host.delivery.store;

import static java.time.Duration.ZERO;

import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.store.AcceptBatcher.Stored;
import dev.interlock.host.store.CrashPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Accepts deliveries: those of many callers in one transaction, each caller's as a whole or not at
/// all, and nobody's data fails somebody else's. Thread-safe.
final class Accepting {

  private static final long FIRST_EPOCH = 1;

  private final Commits commits;
  private final Dialect dialect;
  private final Targets targets;
  private final Wakes wakes;
  private final OpenCounts openCounts;
  private final AcceptBatcher batches = new AcceptBatcher(this::flush);

  Accepting(Commits commits, Dialect dialect, Targets targets, Wakes wakes) {
    this.commits = commits;
    this.dialect = dialect;
    this.targets = targets;
    this.wakes = wakes;
    this.openCounts = new OpenCounts(dialect);
  }

  /// Returns when they are stored, with what was leased of them; null for what was not.
  ///
  /// @throws NotStoredException where they are not
  List<@Nullable Leased> accept(String host, List<Acceptance> deliveries) {
    Map<String, Integer> numbers;
    try {
      numbers = targets.numbers(deliveries.stream().map(Acceptance::target).toList());
    } catch (RuntimeException e) {
      throw new NotStoredException("the deliveries could not be stored: " + e.getMessage(), e);
    }
    List<Long> leased =
        batches.accept(deliveries.stream().map(each -> Arrival.of(each, numbers, host)).toList());
    List<@Nullable Leased> leases = new ArrayList<>(leased.size());
    for (int i = 0; i < leased.size(); i++) {
      leases.add(leased.get(i) == 0 ? null : fresh(leased.get(i), deliveries.get(i)));
    }
    return leases;
  }

  /// Why the backlog of `target` is full; empty where it isn't, or that isn't known.
  Optional<String> refusal(Store store, String target, long maxBacklog) {
    Integer number = targets.known(target);
    return number == null ? Optional.empty() : openCounts.refusal(store, number, maxBacklog);
  }

  private static Leased fresh(long number, Acceptance acceptance) {
    return new Leased(
        number, FIRST_EPOCH, acceptance.target(), acceptance.delivery(), 0, ZERO, ZERO, false);
  }

  private List<Stored> flush(List<List<Arrival>> calls) {
    try {
      return commits.write(
          CrashPoint.ACCEPT_BEFORE_COMMIT,
          CrashPoint.ACCEPT_AFTER_COMMIT,
          connection -> {
            long now = System.nanoTime() / 1000;
            List<@Nullable NotStoredException> refusals = openCounts.admit(connection, calls, now);
            List<Arrival> admitted = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
              if (refusals.get(i) == null) {
                admitted.addAll(calls.get(i));
              }
            }
            Iterator<Long> leased = List.<Long>of().iterator();
            if (!admitted.isEmpty()) {
              leased = dialect.accept(connection, admitted).iterator();
              wakes.newDeliveries(connection, names(connection, admitted), now);
            }
            return stored(calls, refusals, leased);
          });
    } catch (RuntimeException e) {
      if (calls.size() > 1 && Failures.areOfTheData(e)) {
        // Somebody's data: the others are not to suffer from it.
        List<Stored> stored = new ArrayList<>();
        for (List<Arrival> call : calls) {
          stored.addAll(flush(List.of(call)));
        }
        return stored;
      }
      NotStoredException failure =
          new NotStoredException("the deliveries could not be stored: " + e.getMessage(), e);
      return Collections.nCopies(calls.size(), Stored.failed(failure));
    }
  }

  /// @param leased of all calls that were not refused, one after another
  private static List<Stored> stored(
      List<List<Arrival>> calls,
      List<@Nullable NotStoredException> refusals,
      Iterator<Long> leased) {
    List<Stored> stored = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      NotStoredException refusal = refusals.get(i);
      if (refusal == null) {
        List<Long> numbers = new ArrayList<>(calls.get(i).size());
        calls.get(i).forEach(_ -> numbers.add(leased.next()));
        stored.add(new Stored(numbers, null));
      } else {
        stored.add(Stored.failed(refusal));
      }
    }
    return stored;
  }

  /// Of the targets that have something for other hosts.
  private Set<String> names(Connection connection, List<Arrival> arrivals) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (int target :
        arrivals.stream()
            .filter(arrival -> arrival.lease() == null)
            .map(Arrival::target)
            .collect(Collectors.toSet())) {
      names.add(targets.name(connection, target));
    }
    return names;
  }
}
