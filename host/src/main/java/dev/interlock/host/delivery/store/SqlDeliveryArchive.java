package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryArchive;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The deliveries of a `SqlDeliveryStore`. Thread-safe.
public final class SqlDeliveryArchive implements DeliveryArchive {

  private static final Page ONE = new Page(0, 0, 1, false, true);
  private static final int AT_ONCE = 500;

  private final Store store;
  private final Dialect dialect;
  private final Targets targets;
  private final Wakes wakes;

  SqlDeliveryArchive(Store store, Dialect dialect, Targets targets, Wakes wakes) {
    this.store = store;
    this.dialect = dialect;
    this.targets = targets;
    this.wakes = wakes;
  }

  @Override
  public List<DeliveryView> list(String scope, DeliveryFilter filter, Page page) {
    return store.read(
        connection -> {
          Condition condition = new Condition();
          if (!filter.states().isEmpty()) {
            condition.and(States.among(filter.states()));
          }
          range(condition, "p.created_at", filter.after(), filter.before());
          return within(connection, condition, "p.target", scope, filter.target())
              ? new DeliveryReading(dialect, connection, targets).list(condition, page)
              : List.of();
        });
  }

  private static void range(
      Condition condition, String column, @Nullable Instant after, @Nullable Instant before) {
    if (after != null) {
      condition.and(column + " > ?", Micros.of(after));
    }
    if (before != null) {
      condition.and(column + " < ?", Micros.of(before));
    }
  }

  /// False where no target is in the scope.
  private boolean within(
      Connection connection,
      Condition condition,
      String column,
      String scope,
      @Nullable String target)
      throws SQLException {
    if (scope.isEmpty() && target == null) {
      return true;
    }
    List<Integer> numbers = targets.within(connection, scope, target);
    if (numbers.size() == 1) {
      condition.and(column + " = ?", numbers.getFirst());
    } else {
      condition.and(
          column
              + " IN ("
              + String.join(",", numbers.stream().map(String::valueOf).toList())
              + ")");
    }
    return !numbers.isEmpty();
  }

  @Override
  public Optional<DeliveryView> find(String scope, UUID id) {
    return find(scope, new Condition().and("d.id = ?", id, dialect));
  }

  @Override
  public Optional<DeliveryView> find(String scope, long number) {
    return find(scope, new Condition().and("d.number = ?", number));
  }

  private Optional<DeliveryView> find(String scope, Condition condition) {
    return store
        .read(connection -> new DeliveryReading(dialect, connection, targets).list(condition, ONE))
        .stream()
        .filter(view -> view.target().startsWith(scope))
        .findFirst();
  }

  @Override
  public List<AttemptView> attempts(String scope, AttemptFilter filter, Page page) {
    return store.read(
        connection -> {
          Condition condition = new Condition();
          UUID delivery = filter.delivery();
          if (delivery != null) {
            condition.and(
                "a.delivery = (SELECT number FROM interlock_delivery WHERE id = ?)",
                delivery,
                dialect);
          }
          Boolean succeeded = filter.succeeded();
          if (succeeded != null) {
            condition.and("a.succeeded = ?", succeeded.booleanValue());
          }
          range(condition, "a.at", filter.after(), filter.before());
          return within(connection, condition, "a.target", scope, filter.target())
              ? new AttemptReading(dialect, connection, targets).list(condition, page)
              : List.of();
        });
  }

  @Override
  public Optional<AttemptView> findAttempt(String scope, UUID id) {
    OptionalLong number = AttemptIds.number(id);
    Condition condition =
        number.isPresent()
            ? new Condition().and("a.imported_id IS NULL").and("a.number = ?", number.getAsLong())
            : new Condition().and("a.imported_id = ?", id, dialect);
    return store
        .read(connection -> new AttemptReading(dialect, connection, targets).list(condition, ONE))
        .stream()
        .filter(view -> view.target().startsWith(scope))
        .findFirst();
  }

  @Override
  public boolean retry(String scope, UUID id) {
    return act(scope, id, Interventions::retry);
  }

  @Override
  public boolean cancel(String scope, UUID id) {
    return act(scope, id, Interventions::cancel);
  }

  @Override
  public boolean delete(String scope, UUID id) {
    return act(scope, id, Interventions::delete);
  }

  /// What is done to one delivery; false where it can't be.
  private interface Intervention {
    boolean on(Interventions interventions, Interventions.Subject subject) throws SQLException;
  }

  private boolean act(String scope, UUID id, Intervention intervention) {
    Set<String> changed =
        store.write(
            connection -> {
              Interventions interventions = new Interventions(dialect, connection);
              Interventions.Subject subject =
                  interventions.lock(new Condition().and("d.id = ?", id, dialect));
              if (subject == null) {
                return Set.of();
              }
              String target = targets.name(connection, subject.target());
              if (!target.startsWith(scope) || !intervention.on(interventions, subject)) {
                return Set.of();
              }
              wakes.elsewhere(connection, Set.of(target));
              return Set.of(target);
            });
    if (!changed.isEmpty()) {
      wakes.here(changed);
    }
    return !changed.isEmpty();
  }

  @Override
  public long retryAll(String target, Set<DeliveryState> states, Instant since) {
    if (states.isEmpty()) {
      return 0;
    }
    int number = targets.number(target);
    Condition condition =
        new Condition()
            .and(States.among(states))
            .and("p.target = ?", number)
            .and("p.updated_at >= ?", Micros.of(since));
    long retried = forAll(condition, Interventions::retry);
    store.write(
        connection -> {
          wakes.elsewhere(connection, Set.of(target));
          return null;
        });
    wakes.here(Set.of(target));
    return retried;
  }

  /// In batches, each a transaction of its own, so that nobody waits long.
  private long forAll(Condition condition, Intervention intervention) {
    long done = 0;
    long after = 0;
    while (true) {
      long from = after;
      List<Long> numbers =
          store.read(
              connection ->
                  new DeliveryReading(dialect, connection, targets)
                      .numbers(condition, from, AT_ONCE));
      if (numbers.isEmpty()) {
        return done;
      }
      after = numbers.getLast();
      done += store.write(connection -> each(connection, numbers, intervention));
    }
  }

  private long each(Connection connection, List<Long> numbers, Intervention intervention)
      throws SQLException {
    Interventions interventions = new Interventions(dialect, connection);
    long done = 0;
    for (Interventions.Subject subject : interventions.lockAll(numbers)) {
      if (intervention.on(interventions, subject)) {
        done++;
      }
    }
    return done;
  }

  @Override
  public void deleteAll(String target) {
    int number = targets.number(target);
    forAll(new Condition().and("p.target = ?", number), Interventions::delete);
    store.write(
        connection -> {
          targets.forget(connection, number);
          wakes.elsewhere(connection, Set.of(target));
          return null;
        });
    wakes.here(Set.of(target));
  }
}
