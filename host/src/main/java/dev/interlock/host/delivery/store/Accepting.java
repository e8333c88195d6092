package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.store.CrashPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Accepts deliveries: those of many callers in one transaction, each caller's as a whole or not at
/// all, and nobody's data fails somebody else's. Thread-safe.
final class Accepting {

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

  /// Returns when they are stored.
  ///
  /// @throws NotStoredException where they are not
  void accept(List<Acceptance> deliveries) {
    Map<String, Integer> numbers;
    try {
      numbers = targets.numbers(deliveries.stream().map(Acceptance::target).toList());
    } catch (RuntimeException e) {
      throw new NotStoredException("the deliveries could not be stored: " + e.getMessage(), e);
    }
    batches.accept(deliveries.stream().map(each -> Arrival.of(each, numbers)).toList());
  }

  private List<@Nullable NotStoredException> flush(List<List<Arrival>> calls) {
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
            if (!admitted.isEmpty()) {
              dialect.accept(connection, admitted);
              wakes.newDeliveries(connection, names(connection, admitted), now);
            }
            return refusals;
          });
    } catch (RuntimeException e) {
      if (calls.size() > 1 && Failures.areOfTheData(e)) {
        // Somebody's data: the others are not to suffer from it.
        List<@Nullable NotStoredException> failures = new ArrayList<>();
        for (List<Arrival> call : calls) {
          failures.addAll(flush(List.of(call)));
        }
        return failures;
      }
      NotStoredException failure =
          new NotStoredException("the deliveries could not be stored: " + e.getMessage(), e);
      return calls.stream().<@Nullable NotStoredException>map(_ -> failure).toList();
    }
  }

  private Set<String> names(Connection connection, List<Arrival> arrivals) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (int target : arrivals.stream().map(Arrival::target).collect(Collectors.toSet())) {
      names.add(targets.name(connection, target));
    }
    return names;
  }
}
