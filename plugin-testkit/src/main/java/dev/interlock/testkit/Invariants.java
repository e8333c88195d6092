package dev.interlock.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What holds of durable deliveries whatever happens to host, store and network, checked against
/// what arrived at the responders:
///
/// - no loss: every accepted publication was taken, once at least, at every target;
/// - nothing unheard of: what arrives was published;
/// - same delivery, same id: every arrival of one publication at one target has the same
///   `webhook-id` and the same bytes, and no other publication has that id;
/// - order: at each target, the first arrivals of a key's publications come in their sequence;
/// - one at a time: of a key, no arrival begins before the one before it was answered, its lease
///   ended, or its host was killed.
///
/// Publishers number a key's publications in the order in which they publish them, and wait for
/// each to end before the next. Immutable.
public final class Invariants {

  private final Rules rules;

  /// @param targets the paths at which every publication has to arrive
  /// @param ordered whether the last two hold there
  /// @param lease how long an attempt may run
  public record Rules(Set<String> targets, boolean ordered, Duration lease) {
    public Rules {
      targets = Set.copyOf(targets);
    }
  }

  /// What was seen.
  ///
  /// @param kills when the only host was killed, by the log's time: its attempts ended then
  public record Evidence(
      List<Publication> published, List<Arrival> arrivals, List<Duration> kills) {}

  private Invariants(Rules rules) {
    this.rules = rules;
  }

  public static Invariants of(Rules rules) {
    return new Invariants(rules);
  }

  public Findings check(Evidence evidence) {
    Map<Position, Publication> published = new LinkedHashMap<>();
    evidence.published().forEach(each -> published.put(each.position(), each));
    List<Violation> violations = new ArrayList<>(strangers(published, evidence.arrivals()));
    for (String target : rules.targets()) {
      Map<String, List<Arrival>> lanes = new HashMap<>();
      evidence.arrivals().stream()
          .filter(arrival -> arrival.target().equals(target))
          .forEach(
              arrival ->
                  lanes
                      .computeIfAbsent(arrival.position().key(), _ -> new ArrayList<>())
                      .add(arrival));
      violations.addAll(losses(target, published, lanes));
      for (List<Arrival> lane : lanes.values()) {
        identity(lane).ifPresent(violations::add);
        if (rules.ordered()) {
          order(lane).ifPresent(violations::add);
          overlap(lane, evidence.kills()).ifPresent(violations::add);
        }
      }
    }
    violations.sort(Comparator.comparing(Violation::at));
    return new Findings(violations, counts(evidence));
  }

  private static Findings.Counts counts(Evidence evidence) {
    long accepted = evidence.published().stream().filter(Publication::accepted).count();
    Set<List<Object>> distinct = new HashSet<>();
    evidence.arrivals().forEach(each -> distinct.add(List.of(each.target(), each.position())));
    return new Findings.Counts(
        evidence.published().size(),
        accepted,
        evidence.arrivals().size(),
        evidence.arrivals().size() - distinct.size());
  }

  private List<Violation> strangers(Map<Position, Publication> published, List<Arrival> arrivals) {
    List<Violation> violations = new ArrayList<>();
    Map<String, Arrival> byDelivery = new HashMap<>();
    for (Arrival arrival : arrivals) {
      if (!rules.targets().contains(arrival.target())
          || !published.containsKey(arrival.position())) {
        violations.add(Violation.of("arrived without having been published", arrival, arrivals));
      }
      Arrival first = byDelivery.putIfAbsent(arrival.delivery(), arrival);
      if (first != null && !same(first, arrival)) {
        violations.add(
            Violation.of(
                "has the webhook-id of " + first.position() + " at " + first.target(),
                arrival,
                List.of(first, arrival)));
      }
    }
    return violations;
  }

  private static boolean same(Arrival one, Arrival other) {
    return one.target().equals(other.target()) && one.position().equals(other.position());
  }

  private static List<Violation> losses(
      String target, Map<Position, Publication> published, Map<String, List<Arrival>> lanes) {
    Set<Position> taken = new HashSet<>();
    lanes.values().stream()
        .flatMap(List::stream)
        .filter(arrival -> arrival.ending().taken())
        .forEach(arrival -> taken.add(arrival.position()));
    return published.values().stream()
        .filter(each -> each.accepted() && !taken.contains(each.position()))
        .map(
            each ->
                Violation.lost(
                    each.position(), target, lanes.getOrDefault(each.position().key(), List.of())))
        .toList();
  }

  private static Optional<Violation> identity(List<Arrival> lane) {
    Map<Long, Arrival> first = new HashMap<>();
    for (Arrival arrival : lane) {
      Arrival before = first.putIfAbsent(arrival.position().sequence(), arrival);
      if (before == null) {
        continue;
      }
      if (!before.delivery().equals(arrival.delivery())) {
        return Optional.of(Violation.of("came again with another webhook-id", arrival, lane));
      }
      if (!before.digest().equals(arrival.digest())) {
        return Optional.of(Violation.of("came again with other bytes", arrival, lane));
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> order(List<Arrival> lane) {
    Set<Long> seen = new HashSet<>();
    long highest = Long.MIN_VALUE;
    for (Arrival arrival : lane) {
      long sequence = arrival.position().sequence();
      if (seen.add(sequence) && sequence < highest) {
        return Optional.of(
            Violation.of("came for the first time after #" + highest, arrival, lane));
      }
      highest = Math.max(highest, sequence);
    }
    return Optional.empty();
  }

  private Optional<Violation> overlap(List<Arrival> lane, List<Duration> kills) {
    List<Arrival> running = new ArrayList<>();
    for (Arrival arrival : lane) {
      running.removeIf(earlier -> over(earlier, arrival.began(), kills));
      if (!running.isEmpty()) {
        return Optional.of(
            Violation.of(
                "began while " + running.getFirst().position() + " was under way", arrival, lane));
      }
      running.add(arrival);
    }
    return Optional.empty();
  }

  private boolean over(Arrival earlier, Duration now, List<Duration> kills) {
    Stream<Duration> ends =
        Stream.concat(
            Stream.of(earlier.ending().at(), earlier.began().plus(rules.lease())),
            kills.stream().filter(kill -> kill.compareTo(earlier.began()) >= 0));
    return ends.anyMatch(end -> end.compareTo(now) <= 0);
  }
}
